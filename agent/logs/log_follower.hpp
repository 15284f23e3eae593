// A reader that waits for new entries: a bounded queue between the store and an API handler.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>

#include "agent/logs/log_filter.hpp"

namespace ballast::agent {

// Shared by the handler (owner) and the store (weak). Event loop only.
class LogFollower {
  public:
    static constexpr std::size_t kMaxEntries = 1000;
    static constexpr std::size_t kMaxBytes = std::size_t{4} << 20U;

    explicit LogFollower(LogMatcher matcher);

    // Called when the queue stops being empty; the handler wakes itself there (a timer's cancel).
    void on_ready(std::function<void()> wake) { wake_ = std::move(wake); }
    std::optional<LogEntry> pop();
    // Entries that did not fit since the last call; the reader was too slow.
    std::uint64_t take_dropped();

    // From the store: queues the entry if it matches; drops it when the queue is full.
    void push(const LogEntry& entry);

  private:
    LogMatcher matcher_;
    std::function<void()> wake_;
    std::deque<LogEntry> queue_;
    std::size_t bytes_ = 0;
    std::uint64_t dropped_ = 0;
};

}  // namespace ballast::agent
