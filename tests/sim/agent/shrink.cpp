#include <algorithm>

#include "tests/sim/agent/simulation.hpp"

namespace ballast::sim {

// Leaves out halves, quarters ... and single faults, as long as the same is found.
History shrink(History history, const Guards& guards, Plant plant, const std::string& invariant) {
    const auto still_fails = [&](const History& candidate) {
        const auto found = run_history(candidate, guards, plant);
        return found && found->invariant == invariant;
    };
    for (std::size_t size = std::max<std::size_t>(history.faults.size() / 2, 1); size > 0;
         size /= 2) {
        for (std::size_t at = 0; at + size <= history.faults.size();) {
            auto candidate = history;
            const auto begin = candidate.faults.begin() + static_cast<std::ptrdiff_t>(at);
            candidate.faults.erase(begin, begin + static_cast<std::ptrdiff_t>(size));
            if (still_fails(candidate)) {
                history = std::move(candidate);
            } else {
                at += size;
            }
        }
    }
    return history;
}

}  // namespace ballast::sim
