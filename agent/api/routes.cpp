#include "agent/api/routes.hpp"

#include <fmt/format.h>
#include <json/json.h>

#include "agent/api/blocking.hpp"
#include "agent/api/log_route.hpp"
#include "agent/api/node_json.hpp"
#include "agent/node/intent.hpp"
#include "common/http/envelope.hpp"

namespace ballast::agent {
namespace {

namespace net = boost::asio;
using http::Request;
using http::Response;
using http::Role;

Response answer(const ApiParts& parts, const Command& command, int status) {
    Json::Value out;
    out["id"] = command.id;
    out["verb"] = std::string(to_string(command.verb));
    out["state"] = "accepted";
    out["node"] = to_json_value(parts.node.report());
    return http::json_response(out, status);
}

net::awaitable<Response> get_node(ApiParts& parts, Request /*request*/) {
    co_return http::json_response(to_json_value(parts.node.report()));
}

// Keeps the intent before the order is given: what was answered with 202 survives a crash.
net::awaitable<Result<void>> carry_out(ApiParts& parts, Command command, std::string by) {
    const auto order = stop_order(command, by);
    const auto wanted = command.verb == Verb::start ? parts.node.intent_after_start(by)
                                                    : parts.node.intent_after_stop(order);
    const auto file = parts.folders.intent();
    CO_TRY_VOID(
        co_await run_blocking(parts.disk, [file, wanted] { return save_intent(file, wanted); }));
    if (command.verb == Verb::start) {
        parts.node.start(by);
    } else {
        parts.node.stop(order);
    }
    co_return Result<void>{};
}

net::awaitable<Response> post_command(ApiParts& parts, Request request) {
    auto command = parse_command(request.body);
    if (!command) {
        co_return http::error_response(command.error());
    }
    if (const auto* earlier = parts.ledger.find(command->id)) {
        if (*earlier != *command) {
            co_return http::error_response(
                {ErrorKind::refused, fmt::format("the id {} was another command's", command->id),
                 "ID_REUSED"});
        }
        co_return answer(parts, *earlier, 202);
    }
    const auto incarnation = parts.node.report().incarnation;
    if (command->expected_incarnation && *command->expected_incarnation != incarnation) {
        co_return http::error_response(
            {ErrorKind::refused,
             fmt::format("the JVM is {}, not {}", incarnation.empty() ? "gone" : incarnation,
                         *command->expected_incarnation),
             "WRONG_INCARNATION"});
    }
    if (const auto done = co_await carry_out(parts, *command, request.peer.name); !done) {
        co_return http::error_response(done.error());
    }
    parts.ledger.add(*command);
    co_return answer(parts, *command, 202);
}

net::awaitable<Response> get_command(ApiParts& parts, Request request) {
    const auto& id = request.parameters["id"];
    if (const auto* command = parts.ledger.find(id)) {
        co_return answer(parts, *command, 200);
    }
    co_return http::error_response(
        {ErrorKind::not_found, fmt::format("no command {} came in of late", id), {}});
}

http::Handler bind(ApiParts& parts, net::awaitable<Response> (*handler)(ApiParts&, Request)) {
    return [&parts, handler](Request request) { return handler(parts, std::move(request)); };
}

}  // namespace

std::vector<http::Route> make_routes(ApiParts& parts) {
    return {
        {"GET", "/v1/node", Role::viewer, bind(parts, get_node)},
        {"GET", "/v1/logs", Role::viewer,
         http::StreamHandler([&parts](Request request, http::BodyWriter& body) {
             return stream_logs(parts, std::move(request), body);
         })},
        {"POST", "/v1/commands", Role::operator_, bind(parts, post_command)},
        {"GET", "/v1/commands/{id}", Role::viewer, bind(parts, get_command)},
    };
}

}  // namespace ballast::agent
