#include "agent/api/metrics_routes.hpp"

namespace ballast::agent {

namespace net = boost::asio;

net::awaitable<http::Response> get_metrics(ApiParts& parts, http::Request /*request*/) {
    const std::map<std::string, std::uint64_t> dropped{
        {parts.logs.options().name, parts.logs.dropped()},
        {parts.events.options().name, parts.events.dropped()}};
    co_return http::Response{.status = 200,
                             .content_type = "text/plain; version=0.0.4; charset=utf-8",
                             .body = parts.metrics.text(parts.view(), dropped),
                             .headers = {}};
}

std::vector<http::Route> make_metrics_routes(ApiParts& parts) {
    return {{"GET", "/metrics", http::Role::none,
             [&parts](http::Request request) { return get_metrics(parts, std::move(request)); }}};
}

}  // namespace ballast::agent
