// When every broker knows a topic: a new one is told to them one by one, and a client that asks
// another broker too early hears that the topic does not exist.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "common/result.hpp"

namespace ballast::kafka {

struct BrokerAddress {
    std::string address;  // IP literal
    std::uint16_t port = 9092;
};

// Blocks until each broker that answers lists the topic, with a leader for every partition
// (`wanted`), or none of them does (not `wanted`). Errors: timed_out.
Result<void> wait_for_topic(const std::vector<BrokerAddress>& brokers, const std::string& topic,
                            bool wanted, std::chrono::milliseconds limit);

}  // namespace ballast::kafka
