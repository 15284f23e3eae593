// Whether a node is where an order wants it to be. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "coordinator/cli/agent_control.hpp"
#include "coordinator/cli/node/node_view.hpp"

namespace ballast::cli {

enum class OrderVerb : std::uint8_t { stop, start, restart, hold, release };

// As POST /v1/commands takes it.
std::string_view to_string(OrderVerb verb);

// "already stopped": the order would change nothing. Empty where it would.
std::optional<std::string> already_there(OrderVerb verb, const NodeView& view);

struct OrderVerdict {
    enum class Step : std::uint8_t { wait, done, failed };
    Step step = Step::wait;
    std::string text;  // in words, where it is not to be waited for any more
};

// After the order was taken. `before` is the incarnation of the JVM that ran when it was given;
// `command` is what the agent says of the order, where it says something.
OrderVerdict judge_order(OrderVerb verb, const std::string& before, const NodeView& view,
                         const std::optional<CommandState>& command);

}  // namespace ballast::cli
