#include "agent/api/metrics_routes.hpp"

namespace ballast::agent {

namespace net = boost::asio;

namespace {

MetricsInput metrics_input(const ApiParts& parts) {
    auto view = parts.view();
    MetricsInput input{.report = std::move(view.report),
                       .agent_version = view.versions.agent,
                       .disks = std::move(view.disks),
                       .needed_free_bytes = view.needed_free_bytes,
                       .certificate_expires = view.certificate_expires,
                       .log_dropped = {{parts.logs.options().name, parts.logs.dropped()},
                                       {parts.events.options().name, parts.events.dropped()}}};
    if (view.recovery) {
        input.recovery = {.done = view.recovery->done, .total = view.recovery->total};
    }
    return input;
}

}  // namespace

net::awaitable<http::Response> get_metrics(ApiParts& parts, http::Request /*request*/) {
    co_return http::Response{.status = 200,
                             .content_type = "text/plain; version=0.0.4; charset=utf-8",
                             .body = parts.metrics.text(metrics_input(parts)),
                             .headers = {}};
}

std::vector<http::Route> make_metrics_routes(ApiParts& parts) {
    return {{"GET", "/metrics", http::Role::none,
             [&parts](http::Request request) { return get_metrics(parts, std::move(request)); }}};
}

}  // namespace ballast::agent
