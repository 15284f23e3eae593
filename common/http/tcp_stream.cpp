#include <fcntl.h>

#include <boost/asio/write.hpp>

#include "common/deadline.hpp"
#include "common/http/stream.hpp"

namespace ballast::http {

namespace net = boost::asio;
using net::ip::tcp;

namespace {

constexpr auto kAwait = net::as_tuple(net::use_awaitable);

class TcpStream final : public Stream {
  public:
    explicit TcpStream(tcp::socket socket) : socket_(std::move(socket)) {}

    net::awaitable<Result<void>> handshake(Limit) override { co_return Result<void>{}; }

    net::awaitable<Result<std::size_t>> read_some(std::span<char> into, Limit limit) override {
        return with_deadline(read(into), limit);
    }

    net::awaitable<Result<void>> write_all(std::string_view bytes, Limit limit) override {
        return with_deadline(write(bytes), limit);
    }

    net::awaitable<void> shutdown(Limit) override {
        boost::system::error_code ignored;
        socket_.shutdown(tcp::socket::shutdown_send, ignored);
        close();
        co_return;
    }

    void close() override {
        boost::system::error_code ignored;
        socket_.close(ignored);
    }

    Peer peer() const override {
        boost::system::error_code code;
        const auto endpoint = socket_.remote_endpoint(code);
        return {.address = code ? std::string() : endpoint.address().to_string()};
    }

  private:
    tcp::socket socket_;

    net::awaitable<Result<std::size_t>> read(std::span<char> into) {
        const auto [code, size] =
            co_await socket_.async_read_some(net::buffer(into.data(), into.size()), kAwait);
        if (code == net::error::eof) {
            co_return std::size_t{0};
        }
        if (code) {
            co_return std::unexpected(transport_error(code));
        }
        co_return size;
    }

    net::awaitable<Result<void>> write(std::string_view bytes) {
        const auto [code, size] =
            co_await net::async_write(socket_, net::buffer(bytes.data(), bytes.size()), kAwait);
        if (code) {
            co_return std::unexpected(transport_error(code));
        }
        co_return Result<void>{};
    }
};

}  // namespace

std::unique_ptr<Stream> make_tcp_stream(tcp::socket socket) {
    return std::make_unique<TcpStream>(std::move(socket));
}

void set_socket_options(tcp::socket& socket) {
    ::fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC);
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    socket.set_option(net::socket_base::keep_alive(true), ignored);
}

Error transport_error(const boost::system::error_code& code) {
    if (code == net::error::connection_refused) {
        return {ErrorKind::unreachable, "nothing listens there", "CONNECTION_REFUSED"};
    }
    if (code == net::error::eof || code == net::error::connection_reset ||
        code == net::error::broken_pipe) {
        return {ErrorKind::unreachable, "the connection was closed", "CONNECTION_CLOSED"};
    }
    return {ErrorKind::unreachable, code.message(), "UNREACHABLE"};
}

}  // namespace ballast::http
