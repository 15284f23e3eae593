// Does what a condition may do by itself (agent/recovery/condition.hpp). Blocks on the disk.
#pragma once

#include <string>

#include "agent/config/node_paths.hpp"
#include "agent/recovery/condition.hpp"
#include "common/clock.hpp"
#include "common/files.hpp"

namespace ballast::agent {

// What was done, in words for the node's events. Every action can be done again after a crash at
// any step, and is then done where it was not. `now` names what is moved aside. Errors: io.
Result<std::string> carry_out(const SafeAction& action, const NodePaths& paths, WallTime now,
                              FileCalls& calls = system_files());

}  // namespace ballast::agent
