#include "agent/api/routes.hpp"

namespace ballast::agent {
namespace {

namespace net = boost::asio;
using Judge = ProbeAnswer (*)(const ProbeInput&);

net::awaitable<http::Response> answer(ApiParts& parts, Judge judge, http::Request request) {
    const auto verdict = judge(parts.view().probes);
    co_return http::Response{.status = verdict.ok() ? 200 : 503,
                             .content_type = "text/plain; charset=utf-8",
                             .body = verdict.text(request.query.contains("verbose")),
                             .headers = {}};
}

http::Handler answer_with(ApiParts& parts, Judge judge) {
    return
        [&parts, judge](http::Request request) { return answer(parts, judge, std::move(request)); };
}

}  // namespace

http::ServerOptions open_port_options() {
    using namespace std::chrono_literals;
    constexpr std::size_t kConnections = 128;
    return {.connections = kConnections,
            .connections_per_address = kConnections,
            .header_limit = std::size_t{4} << 10U,
            .requests_per_connection = 10'000,  // 50 s of one client at 200 requests/s
            .handshake = 2s,
            .header = 2s,
            .body = 2s,
            .write = 5s,
            .idle = 20s,  // above the usual period of a probe or scrape that keeps its connection
            .stop = 1s};
}

std::vector<http::Route> make_probe_routes(ApiParts& parts) {
    using http::Role;
    return {{"GET", "/startupz", Role::none, answer_with(parts, startup_answer)},
            {"GET", "/livez", Role::none, answer_with(parts, live_answer)},
            {"GET", "/readyz", Role::none, answer_with(parts, ready_answer)}};
}

}  // namespace ballast::agent
