// A node's log on disk: FOLDER/NAME.log with NAME.log.1 (newest) .. NAME.log.N-1 behind it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "agent/logs/log_entry.hpp"
#include "agent/logs/log_follower.hpp"

namespace ballast::agent {

enum class LogFormat : std::uint8_t { text, json };

struct LogStoreOptions {
    std::filesystem::path folder;  // must exist
    std::string name;              // "kafka": the file is kafka.log
    std::string node;              // "kafka-0": the member `node` of a JSON line
    LogFormat format = LogFormat::text;
    std::uint64_t file_bytes = std::uint64_t{20} << 20U;
    int files = 5;  // the current one included
};

// Oldest first, only those that exist: NAME.log.N ... NAME.log.1 NAME.log.
std::vector<std::filesystem::path> log_files(const std::filesystem::path& folder,
                                             const std::string& name);

// Owned by the node's agent; event loop only. One write() an entry, no fsync. What cannot be
// written (a full disk) is counted, never an error: the log must not stop the node.
class LogStore {
  public:
    static constexpr std::size_t kRecentEntries = 200;
    static constexpr std::size_t kRecentText = 4096;  // bytes kept of a message or stack

    explicit LogStore(LogStoreOptions options);
    ~LogStore();
    LogStore(const LogStore&) = delete;
    LogStore& operator=(const LogStore&) = delete;

    void append(const LogEntry& entry);
    // New entries from now on, until the last copy of the pointer is gone. To read on without a
    // gap: follow first, then open a LogReader, in the same turn of the event loop.
    std::shared_ptr<LogFollower> follow(LogMatcher matcher);

    // The last entries, oldest first, long texts cut.
    const std::deque<LogEntry>& recent() const { return recent_; }
    // Entries that could not be written since the start.
    std::uint64_t dropped() const { return dropped_; }
    const LogStoreOptions& options() const { return options_; }

  private:
    LogStoreOptions options_;
    int fd_ = -1;
    std::uint64_t size_ = 0;
    bool torn_ = false;  // the file ends in half a line
    std::uint64_t dropped_ = 0;
    std::deque<LogEntry> recent_;
    std::vector<std::weak_ptr<LogFollower>> followers_;

    bool open_file();
    void close_file();
    bool rotate();
    bool write_line(std::string_view line);
    void remember(const LogEntry& entry);
};

}  // namespace ballast::agent
