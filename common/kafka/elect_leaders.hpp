// ElectLeaders (key 43), version 2: gives partitions their preferred leaders back, or a leader that
// was not in sync. With ZooKeeper only the controller takes it (others: 41 NOT_CONTROLLER for each
// partition).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/kafka/api.hpp"
#include "common/kafka/topic_partitions.hpp"

namespace ballast::kafka {

enum class ElectionType : std::int8_t {
    preferred = 0,
    unclean = 1,  // loses what only others have
};

struct ElectLeaders {
    ElectionType type = ElectionType::preferred;
    std::optional<std::vector<TopicPartitions>> topics;  // none: all partitions
    std::chrono::milliseconds timeout{};                 // of the broker
};

struct ElectionResults {
    std::int16_t error = 0;
    // 84 ELECTION_NOT_NEEDED is the usual one for a partition that has the leader already; with all
    // partitions asked for, those are left out.
    std::vector<PartitionResult> partitions;
};

std::string encode_elect_leaders(const ElectLeaders& request);
// Errors: invalid.
Result<ElectionResults> decode_elect_leaders(std::string_view body);

}  // namespace ballast::kafka
