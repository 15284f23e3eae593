// The coordinator of one cluster, put together: the polls of the agents, the API, and init's
// socket, on one thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <memory>
#include <optional>
#include <string>

#include "common/clock.hpp"
#include "common/init_protocol/init_client.hpp"
#include "common/tls/context.hpp"
#include "coordinator/agents/view_keeper.hpp"
#include "coordinator/coordinator_identity.hpp"

namespace ballast::coordinator {

class Coordinator {
  public:
    struct Inputs {
        CoordinatorIdentity identity;
        tls::Context agents;         // what it shows to the agents
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
    std::unique_ptr<InitClient> init_;
    int exit_code_ = 0;

    std::vector<WatchedNode> watched_nodes() const;
    void talk_to_init(int fd);
    void on_init_message(const init::Message& message);
    void log(const std::string& line) const;
    void end(int code, const std::string& why);
};

}  // namespace ballast::coordinator
