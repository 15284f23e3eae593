// Watches the agents of a starting cluster until all its nodes are ready or waiting is pointless.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/node_identity.hpp"
#include "coordinator/cli/cluster/agents.hpp"
#include "coordinator/cli/cluster/processes.hpp"
#include "coordinator/cli/cluster/readiness_verdict.hpp"
#include "coordinator/cli/terminal.hpp"

namespace ballast::cli {

struct WaitedNode {
    NodeIdentity identity;
    std::optional<ProcessIdentity> started;  // the ballast-init that this command started
    std::string note;                        // "already running (process 12)"
};

struct WaitResult {
    Verdict verdict = Verdict::wait;  // `wait` when it was broken off
    std::vector<NodeWatch> nodes;
};

// What the wait needs; all outlive it. Called on the executor of the coroutine that awaits.
struct WaitInput {
    Agents& agents;
    Processes& processes;
    const Clock& clock;
    Terminal& terminal;
    SteadyTime begin;  // times are shown since then
    SteadyTime deadline;
    std::function<bool()> broken_off;
    std::function<void()> on_born;  // once, when a majority of the ZooKeeper servers serves
};

// Asks each agent about ten times a second, all at once, and shows a line per node. Leaves the
// nodes as they are, whatever it returns.
boost::asio::awaitable<WaitResult> wait_until_ready(WaitInput input, std::vector<WaitedNode> nodes);

}  // namespace ballast::cli
