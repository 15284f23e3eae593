// The entries of one log file, in order, with the place where each starts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "agent/logs/log_parser.hpp"
#include "common/result.hpp"

namespace ballast::agent {

struct LocatedEntry {
    LogEntry entry;
    std::uint64_t offset = 0;
};

// Reads `fd` (the caller's) from `from` up to `end`; blocks on the disk.
class FileScanner {
  public:
    FileScanner(int fd, std::uint64_t from, std::uint64_t end, WallTime fallback);

    // Empty at the end. Errors: io.
    Result<std::optional<LocatedEntry>> next();

  private:
    int fd_;
    std::uint64_t offset_;  // of the next byte to read
    std::uint64_t end_;
    WallTime fallback_;  // the time of lines without one
    EntryFolder folder_;
    std::string buffer_;
    std::size_t used_ = 0;           // bytes of buffer_ that were taken
    std::uint64_t entry_start_ = 0;  // of the folder's open entry
    std::deque<LocatedEntry> ready_;

    Result<bool> fill();
    Result<std::optional<std::string>> next_line(std::uint64_t& start);
    void take_line(const std::string& line, std::uint64_t start);
};

}  // namespace ballast::agent
