#include "agent/api/metrics_routes.hpp"

#include <algorithm>
#include <cstdlib>

#include "agent/api/blocking.hpp"
#include "agent/api/metrics_body.hpp"
#include "agent/metrics/exposition/gzip.hpp"

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

// A little less than the scraper waits; it says how long that is.
std::chrono::milliseconds scrape_limit(const std::string& told) {
    constexpr double kUsual = 10;
    constexpr double kMost = 20;
    const double seconds = std::strtod(told.c_str(), nullptr);
    const double wanted = seconds > 0 ? std::min(seconds, kMost) : kUsual;
    return std::chrono::milliseconds(static_cast<std::int64_t>(wanted * 900));
}

}  // namespace

net::awaitable<http::Response> get_metrics(ApiParts& parts, http::Request request) {
    const auto header = [&](const char* name) {
        const auto found = request.headers.find(name);
        return found == request.headers.end() ? std::string() : found->second;
    };
    const auto input = metrics_input(parts);
    MetricsBody body{.own = parts.metrics.text(input),
                     .families = nullptr,
                     .format = metrics::choose_format(header("accept")),
                     .names = request.lists["name[]"],
                     .gzip = metrics::accepts_gzip(header("accept-encoding"))};
    if (parts.collector != nullptr && input.report.jvm_pid != 0) {
        const auto collected = co_await parts.collector->collect(
            {input.report.jvm_pid, input.report.incarnation},
            scrape_limit(header("x-prometheus-scrape-timeout-seconds")));
        body.families = collected.families;
    }
    http::Response response{.status = 200,
                            .content_type = std::string(metrics::content_type(body.format)),
                            .body = {},
                            .headers = {}};
    if (body.gzip) {
        response.headers.emplace_back("Content-Encoding", "gzip");
    }
    response.headers.emplace_back("Vary", "Accept, Accept-Encoding");
    if (parts.collector == nullptr) {
        response.body = render(body);
    } else {
        response.body = co_await run_blocking(parts.collector->thread(),
                                              [body = std::move(body)] { return render(body); });
    }
    co_return response;
}

std::vector<http::Route> make_metrics_routes(ApiParts& parts) {
    return {metrics_route(parts, http::Role::none)};
}

http::Route metrics_route(ApiParts& parts, http::Role least) {
    return {.method = "GET",
            .pattern = "/metrics",
            .least = least,
            .handler =
                [&parts](http::Request request) { return get_metrics(parts, std::move(request)); },
            .repeats = {"name[]"}};
}

}  // namespace ballast::agent
