#include "agent/servers.hpp"

#include <utility>

namespace ballast::agent {

namespace {

constexpr std::uint16_t kApiPort = 7443;
constexpr std::uint16_t kProbePort = 7080;
constexpr std::uint16_t kMetricsPort = 9404;

}  // namespace

Servers::Servers(boost::asio::any_io_executor executor, ApiParts& api, Inputs inputs)
    : executor_(std::move(executor)), api_(api), in_(std::move(inputs)) {}

Result<void> Servers::listen_on(std::uint16_t port, std::vector<http::Route> routes,
                                const tls::Context& context) {
    servers_.push_back(std::make_unique<http::Server>(
        executor_, std::make_shared<http::Router>(std::move(routes)), context,
        context ? http::ServerOptions{} : open_port_options()));
    return servers_.back()->listen(in_.address, port);
}

Result<void> Servers::listen() {
    TRY(const auto context, tls::server_context({.ca = api_.folders.ca_certificate(),
                                                 .certificate = api_.folders.certificate(),
                                                 .key = api_.folders.key()}));
    TRY_VOID(listen_on(kApiPort, make_routes(api_), context));
    TRY_VOID(listen_on(kProbePort, make_probe_routes(api_), {}));
    metrics_ = std::make_unique<web::GuardedServer>(
        executor_, api_.disk,
        web::GuardedServer::Inputs{.file = in_.web,
                                   .routes = make_metrics_routes(api_),
                                   .options = open_port_options(),
                                   .log = in_.log});
    return metrics_->listen(in_.address, kMetricsPort);
}

}  // namespace ballast::agent
