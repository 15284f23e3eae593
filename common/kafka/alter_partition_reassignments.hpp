// AlterPartitionReassignments (key 45), version 0: moves replicas, or stops moving them. With
// ZooKeeper only the controller takes it (others: 41 NOT_CONTROLLER).
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

struct AlterPartitionReassignments {
    struct Partition {
        std::int32_t index = 0;
        std::optional<std::vector<std::int32_t>> replicas;  // none: cancels what is going on
    };
    struct Topic {
        std::string name;
        std::vector<Partition> partitions;
    };
    std::chrono::milliseconds timeout{};  // of the broker
    std::vector<Topic> topics;
};

struct ReassignmentResults {
    std::int16_t error = 0;
    std::string message;  // empty: none
    std::vector<PartitionResult> partitions;
};

std::string encode_alter_partition_reassignments(const AlterPartitionReassignments& request);
// Errors: invalid.
Result<ReassignmentResults> decode_alter_partition_reassignments(std::string_view body);

}  // namespace ballast::kafka
