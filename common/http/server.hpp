// An HTTP/1.1 server, plain or with mutual TLS, on one io_context thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "common/http/router.hpp"
#include "common/result.hpp"
#include "common/tls/context.hpp"

namespace ballast::http {

struct ServerOptions {
    std::size_t connections = 64;              // further ones are closed at once
    std::size_t connections_per_address = 16;  // likewise, of one peer
    std::size_t header_limit = std::size_t{8} << 10U;
    std::size_t requests_per_connection = 1000;
    std::chrono::milliseconds handshake{5000};
    std::chrono::milliseconds header{10000};  // from its first byte to its last
    std::chrono::milliseconds body{10000};    // likewise
    std::chrono::milliseconds write{10000};   // 256 KiB, or one chunk of a streamed response
    std::chrono::milliseconds idle{60000};    // between two requests
    std::chrono::milliseconds stop{5000};     // for handlers that run when the server stops
};

// Owned by the part that serves; used on its executor's thread only. Destruction stops it at
// once. What handlers refer to must live until the io_context has ended or was destroyed.
class Server {
  public:
    // `context` null: plain TCP, every peer has Role::none.
    Server(boost::asio::any_io_executor executor, std::shared_ptr<const Router> router,
           tls::Context context, ServerOptions options = {});
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // `address` is an IP literal; port 0 takes a free one. Errors: invalid, io (it is taken).
    Result<void> listen(const std::string& address, std::uint16_t port);
    // For connections that come from now on.
    void set_context(tls::Context context);
    // The port that listen() got.
    std::uint16_t port() const;
    std::size_t connections() const;
    // Closes the listener, idle connections and streams at once. Handlers that run may end and
    // answer within `options.stop`, then they are cancelled; connections() tells how many are left.
    void stop();

  private:
    struct State;
    std::shared_ptr<State> state_;  // shared with its connections
};

}  // namespace ballast::http
