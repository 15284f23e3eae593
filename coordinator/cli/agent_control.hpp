// Asks agents and gives them orders.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"
#include "coordinator/cli/agent_api.hpp"
#include "coordinator/cli/cluster_status.hpp"

namespace ballast::cli {

struct NodeOrder {
    NodeIdentity node;
    AgentCommand command;
};

// What GET /v1/commands/ID and the answer to a command say.
struct CommandState {
    std::string state;    // accepted, done, failed, superseded
    std::string message;  // why it failed; else mostly empty
};
// Errors: invalid.
Result<CommandState> parse_command_state(std::string_view json);

// Asks all at once; answers in the order of what was given. Blocks until all have answered or each
// request's limit is over. Errors: as ask_agent().
class AgentControl : public AgentSource {
  public:
    virtual std::vector<Result<CommandState>> send(const std::vector<NodeOrder>& orders) = 0;
    // Errors also: not_found (the agent knows no such command).
    virtual std::vector<Result<CommandState>> states(const std::vector<NodeOrder>& orders) = 0;
};

}  // namespace ballast::cli
