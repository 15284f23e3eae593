// What several requests say of partitions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/kafka/wire.hpp"

namespace ballast::kafka {

// Some partitions of one topic.
struct TopicPartitions {
    std::string topic;
    std::vector<std::int32_t> partitions;
    bool operator==(const TopicPartitions&) const = default;
};

// What became of one partition.
struct PartitionResult {
    std::string topic;
    std::int32_t partition = 0;
    std::int16_t error = 0;
    std::string message;  // empty: none
    bool operator==(const PartitionResult&) const = default;
};

void write_topic_partitions(Writer& body, const std::vector<TopicPartitions>& topics);
// []{Name, []{PartitionIndex, ErrorCode, ErrorMessage?}}
std::vector<PartitionResult> read_partition_results(Reader& reader);

}  // namespace ballast::kafka
