#include "coordinator/api/page_routes.hpp"

#include <fmt/format.h>

#include "coordinator/web/assets.hpp"

namespace ballast::coordinator {
namespace {

namespace net = boost::asio;
using http::Request;
using http::Response;

constexpr std::string_view kHtml = "text/html; charset=utf-8";

// The page's own look, and no word that comes from outside. `head` goes into the head.
Response small_page(int status, std::string_view head, std::string_view title,
                    std::string_view text) {
    return {.status = status,
            .content_type = std::string(kHtml),
            .body = fmt::format(
                "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">{}"
                "<title>Ballast</title><link rel=\"icon\" href=\"/icon.svg\">"
                "<link rel=\"stylesheet\" href=\"/page.css\"></head>"
                "<body><header><h1><img src=\"/icon.svg\" alt=\"\" width=\"24\" height=\"24\">"
                " Ballast</h1></header><main><section><h2>{}</h2><p>{}</p>"
                "</section></main></body></html>\n",
                head, title, text)};
}

net::awaitable<Response> send_asset(const web::Asset& asset, Request /*request*/) {
    co_return Response{.content_type = std::string(asset.content_type),
                       .body = std::string(asset.content)};
}

// The answer goes to the page by itself and not by a redirect: a browser that follows one from
// elsewhere would not send the cookie along (SameSite=Strict).
net::awaitable<Response> log_in(ApiParts& parts, Request request) {
    const auto cookie = parts.access.log_in(text_of(request, "once"));
    if (!cookie) {
        co_return small_page(
            403, "", "This link does not work",
            "A login link works once, and for five minutes. Where the cluster runs, "
            "this makes a new one: <code class=\"command\">ballast "
            "dashboard</code>");
    }
    auto answer = small_page(200, "<meta http-equiv=\"refresh\" content=\"0;url=/\">",
                             "You are logged in", "<a href=\"/\">To the cluster</a>");
    answer.headers.emplace_back("Set-Cookie", *cookie);
    co_return answer;
}

}  // namespace

std::vector<http::Route> make_page_routes(ApiParts& parts) {
    std::vector<http::Route> routes;
    for (const auto& asset : web::assets()) {
        routes.push_back(
            {.method = "GET",
             .pattern = std::string(asset.path),
             .least = http::Role::none,
             .handler = [&asset](Request request) { return send_asset(asset, std::move(request)); },
             .body_limit = 0});
    }
    routes.push_back(
        {.method = "GET",
         .pattern = "/login",
         .least = http::Role::none,
         .handler = [&parts](Request request) { return log_in(parts, std::move(request)); },
         .body_limit = 0});
    return routes;
}

http::Headers page_headers() {
    return {{"Content-Security-Policy",
             "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
             "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
            {"X-Content-Type-Options", "nosniff"},
            {"Referrer-Policy", "no-referrer"},
            {"Cross-Origin-Resource-Policy", "same-origin"},
            {"Cross-Origin-Opener-Policy", "same-origin"},
            {"Cache-Control", "no-store"}};
}

}  // namespace ballast::coordinator
