// The coordinator of one cluster, put together: the polls of the agents, the API, and init's
// socket, on one thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/http/server.hpp"
#include "common/init_protocol/init_client.hpp"
#include "common/tls/context.hpp"
#include "coordinator/agents/view_keeper.hpp"
#include "coordinator/api/routes.hpp"
#include "coordinator/coordinator_identity.hpp"

namespace ballast::coordinator {

class Coordinator {
  public:
    struct Inputs {
        CoordinatorIdentity identity;
        tls::Context agents;   // what it shows to the agents
        tls::Context clients;  // and to who asks; null: plain HTTP, on a loopback address
        std::filesystem::path tokens;
        std::optional<int> init_fd;  // empty: no init started it
        std::string version;
    };

    explicit Coordinator(Inputs inputs);

    // Until init lets it go, or a signal. The program's exit code.
    int run();

  private:
    Inputs in_;
    SystemClock clock_;
    boost::asio::io_context loop_{1};
    boost::asio::signal_set signals_;
    ViewKeeper keeper_;
    TokenFile tokens_;
    Access access_;
    Events events_;
    ApiMetrics metrics_;
    ApiParts api_;
    std::vector<std::unique_ptr<http::Server>> servers_;
    std::unique_ptr<InitClient> init_;
    int exit_code_ = 0;

    std::vector<WatchedNode> watched_nodes() const;
    std::shared_ptr<const ClusterView> view();
    Result<void> listen(std::uint16_t port, http::Router router, const tls::Context& context);
    Result<void> listen_on_all();
    void talk_to_init(int fd);
    void on_init_message(const init::Message& message);
    void log(const std::string& line) const;
    void end(int code, const std::string& why);
};

}  // namespace ballast::coordinator
