// Any bytes as the requests of one connection: nothing crashes, no limit is passed, and the same
// bytes mean the same however they were cut into pieces.
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "common/http/parser.hpp"
#include "common/http/router.hpp"
#include "common/http/target.hpp"

namespace {

namespace http = ballast::http;

constexpr std::size_t kBodyLimit = 512;

boost::asio::awaitable<http::Response> nothing(http::Request) {
    co_return http::Response{};
}

const http::Router& routes() {
    static const http::Router kRouter(
        {{.method = "GET", .pattern = "/v1/logs", .least = http::Role::node, .handler = nothing},
         {.method = "GET", .pattern = "/v1/commands/{id}", .handler = nothing},
         {.method = "POST", .pattern = "/v1/commands", .handler = nothing}});
    return kRouter;
}

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

// What the router makes of a head, as text.
std::string follow(const http::RequestHead& head) {
    auto target = http::parse_target(head.target);
    if (!target) {
        require(target.error().status == 400);
        return "bad target";
    }
    require(target->path.starts_with('/') && target->path.find('\0') == std::string::npos);
    require(!(target->path + '/').contains("/../"));
    require(http::parse_target(http::make_target(target->path, target->query))->query ==
            target->query);
    const auto match = routes().match(head.method, target->path, http::Role::viewer);
    // A viewer changes nothing.
    require(!match || head.method == "GET" || head.method == "HEAD");
    return match ? match->route->pattern : std::to_string(match.error().status);
}

// Reads every request; what happened as text.
std::string read(std::string_view bytes, std::size_t step) {
    http::RequestParser parser(1024);
    std::string told;
    bool in_body = false;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        parser.append(bytes.substr(at, step));
        for (bool more = true; more;) {
            more = false;
            if (!in_body) {
                const auto head = parser.parse_head();
                if (!head) {
                    return told + "refused " + std::to_string(head.error().status);
                }
                if (*head) {
                    told += (*head)->method + " " + follow(**head) + "\n";
                    in_body = true;
                }
            }
            if (in_body) {
                const auto body = parser.parse_body(kBodyLimit);
                if (!body) {
                    return told + "refused " + std::to_string(body.error().status);
                }
                if (*body) {
                    require((*body)->size() <= kBodyLimit);
                    told += **body + "\n";
                    in_body = false;
                    more = !parser.empty();
                }
            }
        }
    }
    return told;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto whole = read(bytes, std::max<std::size_t>(size, 1));
    const auto pieces = read(bytes, 1);
    // Refusals may differ in their status: a limit can be passed before a mistake is seen.
    const auto good = [](const std::string& told) { return told.substr(0, told.find("refused ")); };
    require(good(whole) == good(pieces));
    return 0;
}
