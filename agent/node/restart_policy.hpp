// When a JVM that ended unasked starts again, and when it is held instead. Pure.
#pragma once

#include <chrono>
#include <string>

#include "agent/node/journal.hpp"
#include "common/clock.hpp"

namespace ballast::agent {

struct RestartBudget {
    // PAF's numbers (supervision guide 2.5): so many unplanned ends in the window hold the node.
    std::size_t most_ends = 5;
    std::chrono::seconds window{300};
    std::chrono::milliseconds first_delay{1000};
    std::chrono::milliseconds longest_delay{60'000};
};

class RestartPolicy {
  public:
    // `kept` is what the journal has; it counts only within its boot, whose steady clock it uses.
    RestartPolicy(RestartHistory kept, const std::string& boot_id, RestartBudget budget = {});

    struct Verdict {
        bool hold = false;
        std::chrono::milliseconds delay{0};  // until the next start, when not held
        std::size_t ends = 0;                // unplanned ends in the window, this one included
    };
    // Records one unplanned end. `jitter` in [0, 1) spreads the delay over its upper half. Excused
    // ones are counted apart: their delays grow, too, and they never hold.
    Verdict on_end(SteadyTime now, double jitter, bool excused);
    // An operator's start: the past is forgiven.
    void forgive();
    // A changed configuration forgives, too.
    void on_revision(const std::string& revision);
    // What is left of the delay before the next start.
    std::chrono::milliseconds remaining(SteadyTime now) const;

    const RestartBudget& budget() const { return budget_; }
    const RestartHistory& history() const { return history_; }

  private:
    RestartBudget budget_;
    RestartHistory history_;
};

}  // namespace ballast::agent
