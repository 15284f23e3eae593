#include "agent/node/restart_policy.hpp"

#include <algorithm>

namespace ballast::agent {

RestartPolicy::Verdict RestartPolicy::on_exit(SteadyTime now, double jitter) {
    while (!exits_.empty() && now - exits_.front() > budget_.window) {
        exits_.pop_front();
    }
    exits_.push_back(now);
    Verdict verdict{.exits = exits_.size()};
    if (exits_.size() >= budget_.most_exits) {
        verdict.hold = true;
        return verdict;
    }
    auto ceiling = budget_.first_delay;
    for (std::size_t i = 1; i < exits_.size() && ceiling < budget_.longest_delay; ++i) {
        ceiling *= 2;
    }
    ceiling = std::min(ceiling, budget_.longest_delay);
    const double share = 0.5 + 0.5 * jitter;
    verdict.delay = std::chrono::milliseconds{
        static_cast<std::int64_t>(static_cast<double>(ceiling.count()) * share)};
    return verdict;
}

}  // namespace ballast::agent
