// When a JVM that ended unasked starts again, and when it is held instead. Pure.
#pragma once

#include <chrono>
#include <deque>

#include "common/clock.hpp"

namespace ballast::agent {

struct RestartBudget {
    // PAF's numbers (supervision guide 2.5): more than this many unplanned ends in the window hold
    // the node.
    std::size_t most_exits = 5;
    std::chrono::seconds window{300};
    std::chrono::milliseconds first_delay{1000};
    std::chrono::milliseconds longest_delay{60'000};
};

class RestartPolicy {
  public:
    explicit RestartPolicy(RestartBudget budget = {}) : budget_(budget) {}

    struct Verdict {
        bool hold = false;
        std::chrono::milliseconds delay{0};  // until the next start, when not held
        std::size_t exits = 0;               // unplanned ends in the window, this one included
    };
    // Records one unplanned end. `jitter` in [0, 1) spreads the delay over its upper half.
    Verdict on_exit(SteadyTime now, double jitter);
    // An operator's start, or a changed configuration: the past is forgiven.
    void forgive() { exits_.clear(); }

    const RestartBudget& budget() const { return budget_; }

  private:
    RestartBudget budget_;
    std::deque<SteadyTime> exits_;
};

}  // namespace ballast::agent
