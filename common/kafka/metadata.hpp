// Metadata (key 3), versions 9-12: the cluster as one broker knows it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/kafka/api.hpp"

namespace ballast::kafka {

// Which topics to ask for: none, all, or these. Never creates a topic.
struct TopicSelection {
    bool all = false;
    std::vector<std::string> names;
};

struct Broker {
    std::int32_t id = -1;
    std::string host;
    std::int32_t port = 0;
    std::string rack;  // empty: none
    bool operator==(const Broker&) const = default;
};

struct Partition {
    std::int16_t error = 0;
    std::int32_t index = 0;
    std::int32_t leader = -1;  // -1: none
    std::int32_t leader_epoch = -1;
    std::vector<std::int32_t> replicas;
    std::vector<std::int32_t> isr;
    std::vector<std::int32_t> offline;
};

struct Topic {
    std::int16_t error = 0;
    std::string name;
    bool internal = false;
    std::vector<Partition> partitions;
};

struct Metadata {
    std::vector<Broker> brokers;
    std::string cluster_id;           // empty: the broker does not know it yet
    std::int32_t controller_id = -1;  // -1: none known
    std::vector<Topic> topics;
};

std::string encode_metadata(std::int16_t version, const TopicSelection& topics);
// Errors: invalid.
Result<Metadata> decode_metadata(std::int16_t version, std::string_view body);

}  // namespace ballast::kafka
