// Keeps the node's journal on disk as it changes: one write at a time, always of the newest.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "agent/node/journal.hpp"
#include "common/result.hpp"

namespace ballast::agent {

// Event loop only; writes on the disk thread. However slow the disk is, at most one write is under
// way and one journal waits for it.
class JournalKeeper {
  public:
    // `on_error` is told each failed write; the next change tries again.
    JournalKeeper(boost::asio::any_io_executor loop, boost::asio::thread_pool& disk,
                  std::filesystem::path file, std::function<void(const Error&)> on_error);

    void keep(const Journal& journal);
    // Durable when it returns. Errors: io.
    boost::asio::awaitable<Result<void>> kept(const Journal& journal);

    // Calls `then` once a write of all that was given so far was tried; at once where it was.
    void when_tried(std::function<void()> then);
    // After the loop and the disk thread have ended: writes what they did not get to. Blocks.
    void flush();

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace ballast::agent
