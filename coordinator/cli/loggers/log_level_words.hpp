// The words of `ballast log-level [NODE] [LOGGER] [LEVEL]`. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/result.hpp"

namespace ballast::cli {

struct LogLevelOrder {
    std::string node;                  // empty: all
    std::string logger;                // empty: all, to be shown
    std::optional<std::string> level;  // empty: shown only; "DEFAULT": as those above it say
    bool operator==(const LogLevelOrder&) const = default;
};

// A first word like "kafka-0" or "zookeeper-1" is the node; Java's loggers are not called so.
// Errors: invalid (no such level, too many words).
Result<LogLevelOrder> read_log_level_words(const std::vector<std::string>& words);

}  // namespace ballast::cli
