// How far a broker is with loading its logs, from its log lines (kafka.log.LogManager and
// kafka.log.UnifiedLog of Kafka 3.7-3.9). Pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "agent/logs/log_entry.hpp"

namespace ballast::agent {

struct RecoveryProgress {
    struct Dir {
        std::int64_t done = 0;
        std::int64_t total = 0;
        bool unclean = false;
        bool operator==(const Dir&) const = default;
    };
    bool loading = false;             // between "Loading logs from log dirs" and "Loaded N logs"
    bool recovering = false;          // loading, and at least one log dir had no clean marker
    std::map<std::string, Dir> dirs;  // by path, at most kMaxDirs

    static constexpr std::size_t kMaxDirs = 64;

    std::int64_t done() const;
    std::int64_t total() const;
    // "recovering logs: 12 of 310 done"; empty when not loading.
    std::string in_words() const;
    bool operator==(const RecoveryProgress&) const = default;
};

// The progress after this entry; unchanged by entries that say nothing about it. Start with {} at
// each start of the JVM.
RecoveryProgress advance(RecoveryProgress progress, const LogEntry& entry);

}  // namespace ballast::agent
