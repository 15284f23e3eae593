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

std::vector<http::Route> make_probe_routes(ApiParts& parts) {
    using http::Role;
    return {{"GET", "/startupz", Role::none, answer_with(parts, startup_answer)},
            {"GET", "/livez", Role::none, answer_with(parts, live_answer)},
            {"GET", "/readyz", Role::none, answer_with(parts, ready_answer)}};
}

}  // namespace ballast::agent
