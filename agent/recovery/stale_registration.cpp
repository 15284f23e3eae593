#include "agent/recovery/stale_registration.hpp"

#include <algorithm>

namespace ballast::agent {

bool ended_by_stale_registration(const std::deque<LogEntry>& recent) {
    // kafka.zk.KafkaZkClient$CheckedEphemeral, Kafka 2.x to 3.9.
    constexpr std::string_view kRefused = "Error while creating ephemeral at /brokers/ids/";
    constexpr std::size_t kLast = 60;
    const auto begin = recent.size() > kLast ? recent.end() - kLast : recent.begin();
    return std::any_of(begin, recent.end(),
                       [&](const LogEntry& entry) { return entry.message.contains(kRefused); });
}

}  // namespace ballast::agent
