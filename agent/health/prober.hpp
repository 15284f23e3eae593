// Probes a node again and again and tells its owner what changed.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>

#include "agent/health/readiness.hpp"

namespace ballast::agent {

struct ProbeTimes {
    std::chrono::milliseconds attempt{2000};       // the deadline of one attempt
    std::chrono::milliseconds while_starting{50};  // between attempts until it serves
    std::chrono::milliseconds while_serving{5000};
    std::chrono::milliseconds after_failure{1000};  // once it has served
};

// When the next attempt is due. Pure.
class ProbeSchedule {
  public:
    explicit ProbeSchedule(ProbeTimes times) : times_(times) {}
    // The pause after an attempt with this result: none after a change (but not twice in a row),
    // while starting.
    std::chrono::milliseconds after(const Readiness& result);

  private:
    ProbeTimes times_;
    Readiness last_;
    bool served_ = false;
    bool hurried_ = false;
};

// The waits between attempts, so that a test needs no time.
class ProbeTimer {
  public:
    virtual ~ProbeTimer() = default;
    // Returns after `pause` or at wake(), whichever is first.
    virtual boost::asio::awaitable<void> wait(std::chrono::milliseconds pause) = 0;
    virtual void wake() = 0;
};
std::unique_ptr<ProbeTimer> make_probe_timer(boost::asio::any_io_executor executor);

using ProbeAttempt =
    std::function<boost::asio::awaitable<Readiness>(ProbeTarget, std::chrono::milliseconds)>;

// Owned by the node's life cycle, from the JVM's start to its end: one Prober for one start.
// Event loop only. Destroying it stops it; the callback is not called again.
class Prober {
  public:
    using OnChange = std::function<void(const Readiness&)>;

    // `attempt` is probe() and `timer` make_probe_timer() outside tests.
    Prober(boost::asio::any_io_executor executor, ProbeTarget target, ProbeTimes times,
           OnChange on_change, ProbeAttempt attempt, std::unique_ptr<ProbeTimer> timer);
    ~Prober();
    Prober(const Prober&) = delete;
    Prober& operator=(const Prober&) = delete;

    // Starts the attempts; on_change comes with the first result and with every different one.
    void start();
    // The next attempt is due now (a log line said "started", say).
    void poke();

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace ballast::agent
