// Between the threads that read the nodes' logs and the one that prints them.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "coordinator/cli/log_line.hpp"

namespace ballast::cli {

// One lane for each node. Each lane holds at most kMaxLane entries: who reads faster than we print
// waits. Safe from several threads; outlives them.
class LogInbox {
  public:
    static constexpr std::size_t kMaxLane = 256;

    struct Item {
        std::size_t lane = 0;
        LogLine line;
        std::string note;  // for standard error instead of a line, where not empty
    };

    explicit LogInbox(std::size_t lanes) : lanes_(lanes) {}

    // For readers. push() blocks while the lane is full; false: the inbox is closed.
    bool push(std::size_t lane, LogLine line);
    void note(std::size_t lane, std::string text);
    // The lane has no more lines.
    void end(std::size_t lane);

    // For the printer. The oldest line of all lanes, lanes that have none yet waited for; notes
    // come first. Empty when all lanes have ended or the inbox is closed.
    std::optional<Item> next_merged();
    // The oldest line there is now; waits only where there is none.
    std::optional<Item> next_available();

    // Ends everything, from any thread.
    void close();

  private:
    struct Lane {
        std::deque<LogLine> lines;
        bool ended = false;
    };

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Lane> lanes_;
    std::deque<Item> notes_;
    bool closed_ = false;

    // With the mutex held.
    bool all_ended() const;
    bool all_have_heads() const;
    std::optional<std::size_t> oldest() const;
    std::optional<Item> take();
};

}  // namespace ballast::cli
