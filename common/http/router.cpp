#include "common/http/router.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/http/envelope.hpp"
#include "common/text.hpp"

namespace ballast::http {
namespace {

// The parameters where the path fits the pattern.
std::optional<std::map<std::string, std::string>> fit(std::string_view pattern,
                                                      std::string_view path) {
    const auto wanted = split(pattern, '/');
    const auto given = split(path, '/');
    if (wanted.size() != given.size()) {
        return std::nullopt;
    }
    std::map<std::string, std::string> parameters;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i].starts_with('{') && wanted[i].ends_with('}')) {
            if (given[i].empty()) {
                return std::nullopt;
            }
            parameters.emplace(wanted[i].substr(1, wanted[i].size() - 2), given[i]);
        } else if (wanted[i] != given[i]) {
            return std::nullopt;
        }
    }
    return parameters;
}

}  // namespace

Router::Router(std::vector<Route> routes, Policy policy)
    : routes_(std::move(routes)), policy_(std::move(policy)) {
    for (auto& route : routes_) {
        if (route.method != "GET" && !route.only_reads) {
            route.least = std::max(route.least, Role::operator_);
        }
    }
}

std::expected<Peer, Response> Router::identify(std::string_view method,
                                               const std::map<std::string, std::string>& headers,
                                               const Peer& peer) const {
    if (!policy_.identify) {
        return peer;
    }
    return policy_.identify(method, headers, peer);
}

std::expected<Match, Response> Router::match(std::string_view method, std::string_view path,
                                             Role role) const {
    const std::string_view wanted = method == "HEAD" ? "GET" : method;
    std::vector<std::string> allowed;
    for (const auto& route : routes_) {
        auto parameters = fit(route.pattern, path);
        if (!parameters) {
            continue;
        }
        if (route.method != wanted) {
            allowed.push_back(route.method);
            if (route.method == "GET") {
                allowed.emplace_back("HEAD");
            }
            continue;
        }
        if (role < route.least && role == Role::none) {
            auto refused =
                error_response(401, "UNAUTHENTICATED",
                               fmt::format("{} {} needs {} the role '{}' or one above", method,
                                           path, policy_.credentials, tls::role_name(route.least)));
            if (!policy_.challenge.empty()) {
                refused.headers.emplace_back("WWW-Authenticate", policy_.challenge);
            }
            return std::unexpected(std::move(refused));
        }
        if (role < route.least) {
            return std::unexpected(error_response(
                403, "FORBIDDEN",
                fmt::format("{} {} needs the role '{}' or above; yours is '{}'", method, path,
                            tls::role_name(route.least), tls::role_name(role))));
        }
        return Match{&route, *std::move(parameters)};
    }
    if (allowed.empty()) {
        return std::unexpected(
            error_response(404, "NOT_FOUND", fmt::format("there is no {}", path)));
    }
    const auto methods = join(allowed, ", ");
    auto response =
        error_response(405, "METHOD_NOT_ALLOWED",
                       fmt::format("{} does not take {}, but {}", path, method, methods));
    response.headers.emplace_back("Allow", methods);
    return std::unexpected(std::move(response));
}

}  // namespace ballast::http
