#include "coordinator/api/access.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/http/envelope.hpp"
#include "common/text.hpp"

namespace ballast::coordinator {
namespace {

constexpr std::string_view kCookie = "ballast_session";

// RFC 6265 section 4.2.1: "a=1; b=2".
std::optional<std::string_view> cookie_of(const Access::HeaderMap& headers) {
    const auto cookies = headers.find("cookie");
    if (cookies == headers.end()) {
        return std::nullopt;
    }
    for (const auto pair : split(cookies->second, ';')) {
        const auto text = trim(pair);
        const auto equals = text.find('=');
        if (equals != std::string_view::npos && text.substr(0, equals) == kCookie) {
            return text.substr(equals + 1);
        }
    }
    return std::nullopt;
}

// "127.10.0.1:8080", "[::1]:8080", "localhost".
std::string_view without_port(std::string_view host) {
    const auto colon = host.rfind(':');
    const bool has_port = colon != std::string_view::npos && !host.ends_with(']');
    return has_port ? host.substr(0, colon) : host;
}

}  // namespace

Access::Access(TokenFile* tokens, const Clock& clock, AccessOptions options)
    : tokens_(tokens), options_(std::move(options)), sessions_(clock, options_.sessions) {}

std::expected<http::Peer, http::Response> Access::identify(std::string_view method,
                                                           const HeaderMap& headers,
                                                           const http::Peer& connection) {
    if (!is_host_allowed(headers)) {
        return std::unexpected(http::error_response(
            421, "WRONG_HOST", "this server does not answer to the name in the Host header"));
    }
    http::Peer nobody{.address = connection.address};
    if (headers.contains("authorization")) {
        const auto token = token_of(headers);
        return token ? http::Peer{connection.address, token->name, token->role} : nobody;
    }
    if (!cookie_of(headers)) {
        return connection;
    }
    const auto session = session_of(headers);
    if (!session) {
        return nobody;
    }
    const bool reads = method == "GET" || method == "HEAD";
    if (!reads && !headers.contains("x-ballast")) {
        return std::unexpected(
            http::error_response(403, "CSRF",
                                 fmt::format("a {} of a browser's session needs the header "
                                             "X-Ballast",
                                             method)));
    }
    return http::Peer{connection.address, session->name, session->role};
}

Result<std::string> Access::make_link(const http::Request& request) {
    const bool by_token = request.headers.contains("authorization");
    if (!by_token && cookie_of(request.headers)) {
        return fail(ErrorKind::refused,
                    "a browser's session makes no links: use a token or a certificate",
                    "SESSION_MAKES_NO_LINK");
    }
    const auto token = by_token ? token_of(request.headers) : std::nullopt;
    return sessions_.make_link({.name = request.peer.name,
                                .role = std::min(request.peer.role, http::Role::operator_),
                                .token_digest = token ? token->digest : std::string()});
}

std::optional<std::string> Access::log_in(std::string_view link) {
    const auto secret = sessions_.open(link);
    if (!secret) {
        return std::nullopt;
    }
    return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}", kCookie, *secret,
                       std::chrono::seconds(Sessions::kSessionLife).count(),
                       options_.tls ? "; Secure" : "");
}

bool Access::is_host_allowed(const HeaderMap& headers) const {
    const auto host = headers.find("host");
    return options_.hosts.empty() ||
           (host != headers.end() &&
            std::ranges::find(options_.hosts, to_lower(without_port(host->second))) !=
                options_.hosts.end());
}

std::optional<Token> Access::token_of(const HeaderMap& headers) {
    const std::string_view value = headers.at("authorization");
    const auto blank = value.find(' ');
    if (tokens_ == nullptr || blank == std::string_view::npos ||
        to_lower(value.substr(0, blank)) != "bearer") {
        return std::nullopt;
    }
    return tokens_->find(trim(value.substr(blank)));
}

// Ends with the token that it comes from, and never has a role above its.
std::optional<Grant> Access::session_of(const HeaderMap& headers) {
    const auto secret = cookie_of(headers);
    auto grant = secret ? sessions_.find(*secret) : std::nullopt;
    if (!grant || grant->token_digest.empty()) {
        return grant;
    }
    const auto token = tokens_->find_digest(grant->token_digest);
    if (!token) {
        return std::nullopt;
    }
    grant->role = std::min(grant->role, token->role);
    return grant;
}

}  // namespace ballast::coordinator
