// A thread dump of a node's JVM, taken by its agent and found in the node's log.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "common/clock.hpp"
#include "common/node_identity.hpp"
#include "common/result.hpp"
#include "coordinator/cli/agent_control.hpp"
#include "coordinator/cli/log_source.hpp"

namespace ballast::cli {

struct ThreadDumpPorts {
    AgentControl& agents;
    LogSource& log;
    const Clock& clock;
    // Waits; true when the user broke it off.
    std::function<bool(std::chrono::milliseconds)> pause;
};

// Blocks for at most 10 seconds and the requests in them. Errors: unreachable, refused, timed_out
// (no dump came), io (what the agent says, broken off).
Result<std::string> take_thread_dump(const ThreadDumpPorts& ports, const NodeIdentity& node);

}  // namespace ballast::cli
