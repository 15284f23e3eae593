// Stops nodes the clean way: through their agents, else by a TERM to their ballast-init. Nothing is
// ever killed. Brokers end before the first ZooKeeper server is asked.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/node_identity.hpp"
#include "coordinator/cli/cluster/agents.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"
#include "coordinator/cli/cluster/processes.hpp"
#include "coordinator/cli/terminal.hpp"

namespace ballast::cli {

struct StopTarget {
    NodeIdentity identity;
    NodeFolder folder;
};

// What the stop needs; all outlive it. Called on the executor of the coroutine that awaits.
struct StopInput {
    Agents& agents;
    Processes& processes;
    const Clock& clock;
    Terminal& terminal;
    std::string reason;  // for the agents' logs: by whom and why
    SteadyTime deadline;
    // A broker in its start-up is left alone until then: a TERM there costs a recovery.
    SteadyTime patience;
    std::function<bool()> hurry;  // true ends that patience
    std::function<bool()> leave;  // true ends the wait; the stops that were asked for go on
};

struct StopFailure {
    std::string node;
    ErrorKind kind = ErrorKind::timed_out;  // refused, timed_out, io
    std::string message;
};

struct StopResult {
    std::vector<std::string> stopped;
    std::vector<StopFailure> failures;
    bool broken_off = false;
};

// Ends when every target's ballast-init is gone, at the deadline or when broken off. Where a broker
// stays, the ZooKeeper servers are not asked.
boost::asio::awaitable<StopResult> stop_nodes(StopInput input, std::vector<StopTarget> targets);

}  // namespace ballast::cli
