// The table of failure conditions, and the decisions made from it. Pure.
#pragma once

#include <span>
#include <vector>

#include "agent/recovery/condition.hpp"

namespace ballast::agent {

// In the order in which they are asked.
std::span<const Condition* const> conditions();

// Nothing: start.
std::optional<StartVerdict> decide_start(const StartFacts& facts);
// The plain reading of the exit status where no condition knows more.
ExitVerdict explain_exit(const ExitFacts& facts);
std::optional<Finding> find_in_log(const LogEntry& entry);
std::vector<Finding> find_while_running(const RunningFacts& facts);

}  // namespace ballast::agent
