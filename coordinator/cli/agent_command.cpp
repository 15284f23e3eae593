#include "coordinator/cli/agent_command.hpp"

#include <json/value.h>

#include <utility>

#include "common/bytes.hpp"
#include "common/json.hpp"

namespace ballast::cli {
namespace {

constexpr std::size_t kCommandIdBytes = 8;

}  // namespace

AgentCommand make_command(std::string verb, std::string reason) {
    return {.id = random_hex(kCommandIdBytes),
            .verb = std::move(verb),
            .reason = std::move(reason),
            .force_after = {},
            .binary = {},
            .sha256 = {}};
}

std::string command_body(const AgentCommand& command) {
    Json::Value body;
    body["id"] = command.id;
    body["verb"] = command.verb;
    body["reason"] = command.reason;
    if (command.force_after) {
        body["force_after_seconds"] = Json::Int64{command.force_after->count()};
    }
    if (!command.binary.empty()) {
        body["binary"] = command.binary;
        body["sha256"] = command.sha256;
    }
    return to_json(body);
}

Result<CommandState> parse_command_state(std::string_view json) {
    TRY(const Json::Value value, parse_json(json));
    const JsonView view(value);
    CommandState out;
    TRY(out.state, view.string("state"));
    TRY(out.message, view.string_or("message", ""));
    return out;
}

}  // namespace ballast::cli
