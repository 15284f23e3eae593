// The watch over a running JVM: looks once a second at what the conditions want to know.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agent/facts/clock_watch.hpp"
#include "agent/facts/process_watch.hpp"
#include "agent/node/preparation.hpp"
#include "agent/recovery/finding.hpp"
#include "agent/recovery/running_facts.hpp"
#include "common/clock.hpp"

namespace ballast::agent {

// Event loop only; what blocks runs on the disk thread, at most one look at a time.
class RunningWatch {
  public:
    // What only the agent knows, asked at each look.
    struct Seen {
        bool served = false;
        std::chrono::milliseconds unanswered{0};
        bool recovering = false;
        std::chrono::milliseconds no_progress{0};
    };
    struct Parts {
        boost::asio::any_io_executor loop;
        boost::asio::thread_pool& disk;
        const Clock& clock;
        PreparationInputs inputs;
        std::function<Seen()> seen;
        std::function<void(const std::vector<Finding>&)> found;
    };

    explicit RunningWatch(Parts parts);
    ~RunningWatch();
    RunningWatch(const RunningWatch&) = delete;
    RunningWatch& operator=(const RunningWatch&) = delete;

    void start(pid_t jvm);
    void stop();

    // The node's directories and its certificate as last looked at.
    const RunningFacts& facts() const;
    std::optional<WallTime> certificate_expires() const;
    // How much later than due the loop ran the last look: how busy this agent is.
    std::chrono::milliseconds lateness() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace ballast::agent
