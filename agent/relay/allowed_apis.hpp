// What of Kafka's protocol the agent relays: it logs in as a super user, so what is not in this
// table goes nowhere.
#pragma once

#include <string_view>

#include "common/kafka/api.hpp"

namespace ballast::agent {

// A request that may change something needs an operator, and is never sent twice: nobody knows
// whether the first one was carried out.
enum class RelayRight : std::uint8_t { none, reads, changes };

RelayRight right_of(const kafka::RequestHead& head, std::string_view frame);

}  // namespace ballast::agent
