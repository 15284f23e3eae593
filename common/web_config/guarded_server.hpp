// A server as a web.yml says: its TLS, its passwords, its headers. The file, and those that it
// names, are read anew when one of them changes; what is wrong then leaves all as it was.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/http/server.hpp"
#include "common/web_config/basic_auth.hpp"
#include "common/web_config/web_config.hpp"

namespace ballast::web {

class GuardedServer {
  public:
    struct Inputs {
        std::filesystem::path file;  // web.yml; empty: plaintext, open to all
        std::vector<http::Route> routes;
        http::ServerOptions options;
        std::chrono::milliseconds period{5000};  // from one look at the files to the next
        // Told that the files were read anew, or what is wrong with them, once for each change.
        std::function<void(const std::string&)> log;
    };

    // Used on the executor's thread; files are read and passwords hashed on the pool's. What is
    // under way when this ends goes on without it.
    GuardedServer(boost::asio::any_io_executor executor, boost::asio::thread_pool& pool,
                  Inputs inputs);
    ~GuardedServer();
    GuardedServer(const GuardedServer&) = delete;
    GuardedServer& operator=(const GuardedServer&) = delete;

    // Reads the files first. Errors: theirs, and those of http::Server::listen().
    Result<void> listen(const std::string& address, std::uint16_t port);
    std::uint16_t port() const { return server_->port(); }

  private:
    struct State;
    boost::asio::any_io_executor executor_;
    std::shared_ptr<State> state_;  // shared with handlers and with who looks at the files
    std::unique_ptr<http::Server> server_;
};

}  // namespace ballast::web
