// CreateTopics (key 19), version 7. With ZooKeeper only the controller takes it (others: 41
// NOT_CONTROLLER).
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/kafka/api.hpp"

namespace ballast::kafka {

struct CreatableTopic {
    std::string name;
    std::int32_t partitions = -1;          // -1: the broker's num.partitions
    std::int16_t replication_factor = -1;  // -1: the broker's default.replication.factor
    // Replicas by partition; when given, the two above stay -1.
    std::map<std::int32_t, std::vector<std::int32_t>> assignments;
    std::map<std::string, std::string> configs;
};

struct CreateTopics {
    std::vector<CreatableTopic> topics;
    std::chrono::milliseconds timeout{};  // of the broker
    bool validate_only = false;
};

struct CreatedTopic {
    std::string name;
    Uuid id;
    std::int16_t error = 0;
    std::string message;                   // empty: none
    std::int32_t partitions = -1;          // -1: not created
    std::int16_t replication_factor = -1;  // likewise
};

std::string encode_create_topics(const CreateTopics& request);
// Errors: invalid.
Result<std::vector<CreatedTopic>> decode_create_topics(std::string_view body);

}  // namespace ballast::kafka
