// DescribeTopicPartitions (key 75), version 0: partitions page by page, with the replicas that may
// lead though they left the ISR (KIP-966). Kafka 3.8 and later, and not with ZooKeeper.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/kafka/metadata.hpp"

namespace ballast::kafka {

// Where a page begins.
struct TopicCursor {
    std::string topic;
    std::int32_t partition = 0;
    bool operator==(const TopicCursor&) const = default;
};

struct DescribeTopicPartitions {
    std::vector<std::string> topics;      // none: all, by name
    std::int32_t partition_limit = 2000;  // of a page; the broker has its own, too
    std::optional<TopicCursor> cursor;
};

struct EligiblePartition {
    Partition partition;
    std::vector<std::int32_t> eligible_leaders;
    std::vector<std::int32_t> last_known_eligible_leaders;
};

struct TopicPartitionsPage {
    struct Topic {
        std::int16_t error = 0;
        std::string name;
        Uuid id;
        bool internal = false;
        std::vector<EligiblePartition> partitions;
    };
    std::vector<Topic> topics;
    std::optional<TopicCursor> next;  // none: this is the last page
};

std::string encode_describe_topic_partitions(const DescribeTopicPartitions& request);
// Errors: invalid.
Result<TopicPartitionsPage> decode_describe_topic_partitions(std::string_view body);

}  // namespace ballast::kafka
