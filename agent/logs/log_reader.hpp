// Reads a node's rotated log files entry by entry; text and JSON lines may be mixed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "agent/logs/log_filter.hpp"

namespace ballast::agent {

// Opens the files at once and reads what they hold then; a later rotation does not disturb it.
// next() blocks on the disk: not on the event loop, except for a handful of entries. Memory: one
// entry, one line and the positions of `tail` entries. Moves, does not copy; one thread at a time.
class LogReader {
  public:
    // `files` oldest first, as log_files() gives them; one that vanished is left out.
    LogReader(const std::vector<std::filesystem::path>& files, LogMatcher matcher);
    ~LogReader();
    LogReader(LogReader&&) noexcept;
    LogReader& operator=(LogReader&&) noexcept;

    // The next entry that matches, oldest first; empty at the end. Errors: io.
    Result<std::optional<LogEntry>> next();

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ballast::agent
