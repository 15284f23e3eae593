#include <fmt/format.h>

#include <array>

#include "coordinator/cli/agent_client.hpp"
#include "coordinator/cli/chosen_nodes.hpp"
#include "coordinator/cli/commands.hpp"
#include "coordinator/cli/errors.hpp"
#include "coordinator/cli/interrupt_wait.hpp"
#include "coordinator/cli/node/orders.hpp"

namespace ballast::cli {
namespace {

OrderVerb parse_verb(std::string_view text) {
    using enum OrderVerb;
    for (const OrderVerb verb : {stop, start, restart, hold, release}) {
        if (to_string(verb) == text) {
            return verb;
        }
    }
    return hold;  // the parser takes no other; of all verbs this one does least
}

// What the single values do not tell.
std::optional<UsageError> usage_problem(const NodeOrderOptions& options) {
    const std::string path = "node " + options.verb;
    if (options.force_after && (*options.force_after < std::chrono::seconds(1) ||
                                *options.force_after > std::chrono::hours(24))) {
        return UsageError{path, "--force-after must be from 1s to 24h", {}};
    }
    if (!options.wait && options.verb == "restart" && options.nodes.size() > 1) {
        return UsageError{path, "several nodes are restarted one after the other, which waits",
                          "leave out --no-wait, or name one node"};
    }
    return std::nullopt;
}

}  // namespace

int run_node_order(const NodeOrderOptions& options, const ClusterChoice& choice,
                   Terminal& terminal) {
    if (const auto problem = usage_problem(options)) {
        return report_usage(terminal, *problem);
    }
    const auto chosen = find_nodes(choice, options.nodes);
    if (!chosen) {
        return report_error(terminal, chosen.error());
    }
    const auto agents = make_agent_client(chosen->folder);
    if (!agents) {
        return report_error(terminal, agents.error());
    }
    const SystemClock clock;
    InterruptWait interrupts;
    OrderRequest request{.verb = parse_verb(options.verb),
                         .reason = options.reason,
                         .force_after = {},
                         .wait = options.wait,
                         .timeout = options.timeout};
    if (options.force_after) {
        request.force_after = std::chrono::ceil<std::chrono::seconds>(*options.force_after);
    }
    return give_orders({.agents = **agents,
                        .clock = clock,
                        .terminal = terminal,
                        .pause = [&](auto time) { return interrupts.wait(time); }},
                       request, chosen->nodes);
}

}  // namespace ballast::cli
