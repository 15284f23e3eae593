#include "agent/api/command_routes.hpp"

#include <fmt/format.h>
#include <json/json.h>

#include <boost/asio/this_coro.hpp>

#include "agent/api/node_json.hpp"
#include "common/http/envelope.hpp"

namespace ballast::agent {
namespace {

namespace net = boost::asio;
using http::Request;
using http::Response;

Response answer(const ApiParts& parts, const CommandRecord& record, int status) {
    const auto told = parts.node.command_state(record);
    Json::Value out;
    out["id"] = told.id;
    out["verb"] = told.verb;
    out["by"] = told.by;
    out["state"] = told.state;
    if (!told.message.empty()) {
        out["message"] = told.message;
    }
    out["node"] = to_json_value(parts.view());
    return http::json_response(out, status);
}

// A command whose record cannot be kept: a person's is carried out all the same, since a full disk
// must not make a node ungovernable; a coordinator's is not, since its epoch would be forgotten.
Error not_kept(const Error& error) {
    return {ErrorKind::io,
            "the command could not be kept and was not carried out: " + error.message, "NOT_KEPT"};
}

}  // namespace

net::awaitable<Response> post_command(ApiParts& parts, Request request) {
    const auto command = parse_command(request.body);
    if (!command) {
        co_return http::error_response(command.error());
    }
    const Caller caller{.name = request.peer.name,
                        .coordinator = request.peer.role == http::Role::coordinator};
    const auto admission = admit(*command, caller, parts.node.journal(), parts.node.incarnation());
    parts.metrics.count_command(to_string(command->verb), !admission ? admission.error().code
                                                          : *admission == Admission::repeated
                                                              ? "repeated"
                                                              : "accepted");
    if (!admission) {
        co_return http::error_response(admission.error());
    }
    // From here on the command is carried out, whether or not its sender still listens.
    co_await net::this_coro::reset_cancellation_state(net::disable_cancellation());
    if (*admission == Admission::fresh) {
        parts.node.record(*command, caller.name);
    }
    // A repeated one waits here for the first one's write.
    const auto kept = co_await parts.keep(parts.node.journal());
    if (!kept && caller.coordinator) {
        if (*admission == Admission::fresh) {
            parts.node.mark_command(command->id, "failed", kept.error().message);
        }
        co_return http::error_response(not_kept(kept.error()));
    }
    if (*admission == Admission::fresh) {
        parts.node.carry_out(*command, caller.name);
        if (command->verb == Verb::upgrade_agent) {
            parts.upgrade_agent(*command);
        }
    }
    const auto* record = parts.node.journal().find_command(command->id);
    if (record == nullptr) {
        co_return http::error_response(
            {ErrorKind::refused, "too many commands came in at once", "OVERRUN"});
    }
    co_return answer(parts, *record, 202);
}

net::awaitable<Response> get_command(ApiParts& parts, Request request) {
    const auto& id = request.parameters["id"];
    if (const auto* record = parts.node.journal().find_command(id)) {
        co_return answer(parts, *record, 200);
    }
    co_return http::error_response(
        {ErrorKind::not_found, fmt::format("no command {} came in of late", id), {}});
}

}  // namespace ballast::agent
