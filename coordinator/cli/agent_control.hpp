// Asks agents and gives them orders.
#pragma once

#include <vector>

#include "common/result.hpp"
#include "coordinator/cli/agent_command.hpp"
#include "coordinator/cli/cluster_status.hpp"

namespace ballast::cli {

struct NodeOrder {
    NodeIdentity node;
    AgentCommand command;
};

// Asks all at once; answers in the order of what was given. Blocks until all have answered or each
// request's limit is over. Errors: unreachable, timed_out,
// what the agent says (refused with its code, ...), invalid.
class AgentControl : public AgentSource {
  public:
    virtual std::vector<Result<CommandState>> send(const std::vector<NodeOrder>& orders) = 0;
    // Errors also: not_found (the agent knows no such command).
    virtual std::vector<Result<CommandState>> states(const std::vector<NodeOrder>& orders) = 0;
};

}  // namespace ballast::cli
