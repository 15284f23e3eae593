// ListPartitionReassignments (key 46), version 0: which replicas are being added and removed. With
// ZooKeeper only the controller knows (others: 41 NOT_CONTROLLER).
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

struct ListPartitionReassignments {
    std::chrono::milliseconds timeout{};                 // of the broker
    std::optional<std::vector<TopicPartitions>> topics;  // none: all that is going on
};

struct OngoingReassignment {
    std::string topic;
    std::int32_t partition = 0;
    std::vector<std::int32_t> replicas;  // all of them, also those of the next two
    std::vector<std::int32_t> adding;
    std::vector<std::int32_t> removing;
    bool operator==(const OngoingReassignment&) const = default;
};

struct OngoingReassignments {
    std::int16_t error = 0;
    std::string message;  // empty: none
    std::vector<OngoingReassignment> partitions;
};

std::string encode_list_partition_reassignments(const ListPartitionReassignments& request);
// Errors: invalid.
Result<OngoingReassignments> decode_list_partition_reassignments(std::string_view body);

}  // namespace ballast::kafka
