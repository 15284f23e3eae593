// The agents' API: an operator's order to an agent, and what the agent says of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace ballast::cli {

constexpr std::uint16_t kAgentPort = 7443;

// Sent again with the same id it has no second effect.
struct AgentCommand {
    std::string id;
    std::string verb;  // "start", "stop", ... as POST /v1/commands takes it
    std::string reason;
    std::optional<std::chrono::seconds> force_after;
    std::string binary;  // these two of upgrade_agent
    std::string sha256;
};
// With a new random id.
AgentCommand make_command(std::string verb, std::string reason);
// The body of POST /v1/commands.
std::string command_body(const AgentCommand& command);

// What GET /v1/commands/ID and the answer to a command say.
struct CommandState {
    std::string state;    // accepted, done, failed, superseded
    std::string message;  // why it failed; else mostly empty
};
// Errors: invalid.
Result<CommandState> parse_command_state(std::string_view json);

}  // namespace ballast::cli
