// The agent's three ports: control API (7443, mutual TLS), probes (7080), metrics (9404).
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agent/api/routes.hpp"
#include "common/http/server.hpp"
#include "common/result.hpp"
#include "common/web_config/guarded_server.hpp"

namespace ballast::agent {

class Servers {
  public:
    struct Inputs {
        std::string address;
        std::filesystem::path web;  // web.yml of the port with metrics; empty: open, in clear
        std::function<void(const std::string&)> log;
    };

    // `api` outlives the executor's work.
    Servers(boost::asio::any_io_executor executor, ApiParts& api, Inputs inputs);

    // Errors: a port is taken, a certificate or the web.yml cannot be used.
    Result<void> listen();

  private:
    boost::asio::any_io_executor executor_;
    ApiParts& api_;
    Inputs in_;
    std::vector<std::unique_ptr<http::Server>> servers_;
    std::unique_ptr<web::GuardedServer> metrics_;

    Result<void> listen_on(std::uint16_t port, std::vector<http::Route> routes,
                           const tls::Context& context);
};

}  // namespace ballast::agent
