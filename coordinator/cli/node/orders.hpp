// Gives an order to nodes and waits until they are where it wants them.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/node_identity.hpp"
#include "coordinator/cli/agent_control.hpp"
#include "coordinator/cli/node/order_verdict.hpp"
#include "coordinator/cli/terminal.hpp"

namespace ballast::cli {

struct OrderRequest {
    OrderVerb verb = OrderVerb::stop;
    std::string reason;
    std::optional<std::chrono::seconds> force_after;
    bool wait = true;
    std::chrono::milliseconds timeout{0};  // for all the nodes together
};

// What it needs; all outlive it. One thread.
struct OrderPorts {
    AgentControl& agents;
    const Clock& clock;
    Terminal& terminal;
    // Waits; true when the user broke it off.
    std::function<bool(std::chrono::milliseconds)> pause;
};

// All nodes at once, but a restart goes one node after the other and ends at the first failure. A
// line for each node on standard output, what went wrong on standard error. The exit code: that of
// the first node, in their order, that is not where it should be.
int give_orders(const OrderPorts& ports, const OrderRequest& request,
                const std::vector<NodeIdentity>& nodes);

}  // namespace ballast::cli
