// What of Kafka's protocol the agent relays: it logs in as a super user, so what is not in this
// table goes nowhere.
#pragma once

#include <cstdint>

namespace ballast::agent {

struct AllowedApi {
    std::int16_t key = 0;
    // It is never sent twice: nobody knows whether the first one was carried out.
    bool changes = false;
};

// Null: not allowed.
const AllowedApi* find_allowed(std::int16_t key);

}  // namespace ballast::agent
