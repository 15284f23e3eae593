// Replaces the agents of nodes, one after the other, and proves that each is the new one.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/node_identity.hpp"
#include "common/result.hpp"
#include "coordinator/cli/agent_control.hpp"
#include "coordinator/cli/node/node_view.hpp"
#include "coordinator/cli/terminal.hpp"

namespace ballast::cli {

struct UpgradeRequest {
    std::string binary;  // absolute, on the nodes' machine
    std::string sha256;
    std::chrono::milliseconds timeout{0};  // for each node
};

struct UpgradePorts {
    AgentControl& agents;
    const Clock& clock;
    // Waits; true when the user broke it off.
    std::function<bool(std::chrono::milliseconds)> pause;
};

struct UpgradeOutcome {
    NodeView before;
    NodeView after;
    SteadyTime::duration took{};
};

// Blocks until the node answers by a new agent whose command is done, with the same JVM. Errors:
// unreachable, refused (with the agent's code), timed_out, and io: the node went back to its old
// agent, or its JVM is another one.
Result<UpgradeOutcome> upgrade_agent(const UpgradePorts& ports, const UpgradeRequest& request,
                                     const NodeIdentity& node);

// One node after the other, a line for each; the first failure ends it, is told on standard error
// and the nodes that were not touched are named. The exit code.
int upgrade_agents(const UpgradePorts& ports, const UpgradeRequest& request,
                   const std::vector<NodeIdentity>& nodes, Terminal& terminal);

// "agent 0.3.0 -> 0.4.0, pid 1201 -> 1322, JVM 1210 goes on"
std::string describe(const UpgradeOutcome& outcome);

}  // namespace ballast::cli
