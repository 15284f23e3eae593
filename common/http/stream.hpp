// A connection as bytes: TCP, TLS, or memory in tests.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "common/http/message.hpp"
#include "common/result.hpp"
#include "common/tls/context.hpp"

namespace ballast::http {

// Owned by the coroutine that serves it, used on one thread; at most one read and one write at a
// time. Every call ends within its limit. Errors of all: unreachable, timed_out. After an error the
// stream is of no more use.
class Stream {
  public:
    using Limit = std::chrono::milliseconds;

    virtual ~Stream() = default;
    // Before anything else.
    virtual boost::asio::awaitable<Result<void>> handshake(Limit limit) = 0;
    // At least one byte, or 0 when the peer has closed.
    virtual boost::asio::awaitable<Result<std::size_t>> read_some(std::span<char> into,
                                                                  Limit limit) = 0;
    // `bytes` must live until the call has ended.
    virtual boost::asio::awaitable<Result<void>> write_all(std::string_view bytes, Limit limit) = 0;
    // Says goodbye as the protocol has it, then closes; failures do not matter any more.
    virtual boost::asio::awaitable<void> shutdown(Limit limit) = 0;
    // At once; calls that wait end with an error.
    virtual void close() = 0;
    // Name and role after the handshake.
    virtual Peer peer() const = 0;
};

enum class Side : bool { server, client };

// An accepted or connected socket, in clear or with TLS. A client's TLS stream asks for a
// certificate that names `host`, an IP literal.
std::unique_ptr<Stream> make_tcp_stream(boost::asio::ip::tcp::socket socket);
std::unique_ptr<Stream> make_tls_stream(boost::asio::ip::tcp::socket socket, tls::Context context,
                                        Side side, const std::string& host = {});

// Close-on-exec (Asio does not set it) and no delay of small writes.
void set_socket_options(boost::asio::ip::tcp::socket& socket);

// Codes CONNECTION_CLOSED, CONNECTION_REFUSED or UNREACHABLE.
Error transport_error(const boost::system::error_code& code);

}  // namespace ballast::http
