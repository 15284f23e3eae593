// One history: a world, an init, an agent, the faults of a list; then all is well again, and the
// node has to be as well.
#pragma once

#include <optional>

#include "tests/sim/agent/faults.hpp"
#include "tests/sim/agent/invariants.hpp"
#include "tests/sim/agent/planted_bugs.hpp"

namespace ballast::sim {

// What the table of conditions answers today.
struct Guards {
    Dangers guarded = 0;
    std::uint64_t possible = 0;  // a bit for each kind of fault
};
Guards find_guards();

std::optional<Violation> run_history(const History& history, const Guards& guards,
                                     Plant plant = Plant::none, bool traced = false);

// The smallest part of the history that this finds with the same violation.
History shrink(History history, const Guards& guards, Plant plant, const std::string& invariant);

}  // namespace ballast::sim
