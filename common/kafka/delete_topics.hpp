// DeleteTopics (key 20), version 6, by name. With ZooKeeper only the controller takes it (others:
// 41 NOT_CONTROLLER).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/kafka/api.hpp"

namespace ballast::kafka {

struct DeleteTopics {
    std::vector<std::string> names;
    std::chrono::milliseconds timeout{};  // of the broker
};

struct DeletedTopic {
    std::string name;
    Uuid id;
    std::int16_t error = 0;
    std::string message;  // empty: none
};

std::string encode_delete_topics(const DeleteTopics& request);
// Errors: invalid.
Result<std::vector<DeletedTopic>> decode_delete_topics(std::string_view body);

}  // namespace ballast::kafka
