// DescribeLogDirs (key 35), versions 2-4: sizes on the disks of the broker that is asked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/kafka/api.hpp"
#include "common/kafka/topic_partitions.hpp"

namespace ballast::kafka {

struct LogDirPartition {
    std::int32_t index = 0;
    std::int64_t bytes = 0;
    std::int64_t offset_lag = 0;  // behind the leader, or behind this replica for a future one
    bool future = false;          // is being moved into this directory
    bool operator==(const LogDirPartition&) const = default;
};

struct LogDir {
    std::int16_t error = 0;  // 56 KAFKA_STORAGE_ERROR: the directory is offline
    std::string path;
    struct Topic {
        std::string name;
        std::vector<LogDirPartition> partitions;
    };
    std::vector<Topic> topics;
    std::int64_t total_bytes = -1;   // of the volume; -1: not known (before version 4)
    std::int64_t usable_bytes = -1;  // likewise
};

struct LogDirs {
    std::int16_t error = 0;  // always 0 before version 3
    std::vector<LogDir> directories;
};

// None: all partitions.
std::string encode_describe_log_dirs(const std::optional<std::vector<TopicPartitions>>& topics);
// Errors: invalid.
Result<LogDirs> decode_describe_log_dirs(std::int16_t version, std::string_view body);

}  // namespace ballast::kafka
