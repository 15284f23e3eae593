// What init passes on of the JVM's output becomes entries in the node's log.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>

#include "agent/logs/log_parser.hpp"
#include "agent/logs/log_store.hpp"
#include "common/clock.hpp"
#include "common/init_protocol/protocol.hpp"

namespace ballast::agent {

// Event loop only.
class LogIntake {
  public:
    // `on_entry` is called after the entry was stored.
    LogIntake(boost::asio::any_io_executor executor, const Clock& clock, LogStore& store,
              std::function<void(const LogEntry&)> on_entry);

    void add(const init::Log& log);
    // Init had no more room: so many lines are missing here.
    void add_dropped(std::uint64_t lines);
    // The JVM has ended: what is open is complete.
    void finish();

  private:
    const Clock& clock_;
    LogStore& store_;
    std::function<void(const LogEntry&)> on_entry_;
    LogParser out_{"stdout"};
    LogParser err_{"stderr"};
    boost::asio::steady_timer silence_;

    void take(const LogEntry& entry);
    void flush_after_silence();
};

}  // namespace ballast::agent
