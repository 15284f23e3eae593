#include "agent/api/routes.hpp"

#include <json/json.h>

#include "agent/api/command_routes.hpp"
#include "agent/api/log_route.hpp"
#include "agent/api/metrics_routes.hpp"
#include "agent/api/node_json.hpp"
#include "agent/relay/relay_routes.hpp"
#include "common/http/envelope.hpp"

namespace ballast::agent {
namespace {

namespace net = boost::asio;
using http::Request;
using http::Response;
using http::Role;

net::awaitable<Response> get_node(ApiParts& parts, Request /*request*/) {
    co_return http::json_response(to_json_value(parts.view()));
}

http::Handler bind(ApiParts& parts, net::awaitable<Response> (*handler)(ApiParts&, Request)) {
    return [&parts, handler](Request request) { return handler(parts, std::move(request)); };
}

http::StreamHandler stream(ApiParts& parts, LogStore& store) {
    return [&parts, &store](Request request, http::BodyWriter& body) {
        return stream_entries(parts, store, std::move(request), body);
    };
}

}  // namespace

std::vector<http::Route> make_routes(ApiParts& parts) {
    std::vector<http::Route> routes{
        {"GET", "/v1/node", Role::viewer, bind(parts, get_node)},
        {"GET", "/v1/logs", Role::viewer, stream(parts, parts.logs)},
        {"GET", "/v1/events", Role::viewer, stream(parts, parts.events)},
        {"POST", "/v1/commands", Role::operator_, bind(parts, post_command)},
        {"GET", "/v1/commands/{id}", Role::viewer, bind(parts, get_command)},
        metrics_route(parts, Role::viewer),
    };
    for (auto& route : make_relay_routes(parts.node.report().identity)) {
        routes.push_back(std::move(route));
    }
    return routes;
}

}  // namespace ballast::agent
