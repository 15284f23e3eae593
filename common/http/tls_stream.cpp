#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>

#include "common/deadline.hpp"
#include "common/http/stream.hpp"

namespace ballast::http {

namespace net = boost::asio;
namespace ssl = net::ssl;
using net::ip::tcp;

namespace {

constexpr auto kAwait = net::as_tuple(net::use_awaitable);

Error tls_error(const boost::system::error_code& code) {
    if (code.category() == net::error::get_ssl_category()) {
        return {ErrorKind::unreachable, "TLS failed: " + code.message(), "TLS_FAILED"};
    }
    return transport_error(code);
}

class TlsStream final : public Stream {
  public:
    TlsStream(tcp::socket socket, tls::Context context, Side side, const std::string& host)
        : context_(std::move(context)), stream_(std::move(socket), *context_), side_(side) {
        if (side == Side::client) {
            stream_.set_verify_callback(ssl::host_name_verification(host));
        }
    }

    net::awaitable<Result<void>> handshake(Limit limit) override {
        return with_deadline(shake(), limit);
    }

    net::awaitable<Result<std::size_t>> read_some(std::span<char> into, Limit limit) override {
        return with_deadline(read(into), limit);
    }

    net::awaitable<Result<void>> write_all(std::string_view bytes, Limit limit) override {
        return with_deadline(write(bytes), limit);
    }

    net::awaitable<void> shutdown(Limit limit) override {
        (void)co_await with_deadline(say_goodbye(), limit);
        close();
    }

    void close() override {
        boost::system::error_code ignored;
        stream_.lowest_layer().close(ignored);
    }

    Peer peer() const override {
        boost::system::error_code code;
        const auto endpoint = stream_.lowest_layer().remote_endpoint(code);
        Peer peer{.address = code ? std::string() : endpoint.address().to_string()};
        // native_handle() is const-less in Asio although it changes nothing.
        if (auto who = tls::peer_identity(const_cast<TlsStream*>(this)->stream_.native_handle())) {
            peer.name = std::move(who->name);
            peer.role = who->role;
        }
        return peer;
    }

  private:
    tls::Context context_;  // outlives the stream that was made from it
    ssl::stream<tcp::socket> stream_;
    Side side_;

    net::awaitable<Result<void>> shake() {
        const auto [code] = co_await stream_.async_handshake(
            side_ == Side::server ? ssl::stream_base::server : ssl::stream_base::client, kAwait);
        if (code) {
            co_return std::unexpected(tls_error(code));
        }
        co_return Result<void>{};
    }

    net::awaitable<Result<std::size_t>> read(std::span<char> into) {
        const auto [code, size] =
            co_await stream_.async_read_some(net::buffer(into.data(), into.size()), kAwait);
        if (code == net::error::eof) {
            co_return std::size_t{0};
        }
        // Anybody on the way can cut a connection: no end of a body that the close ends.
        if (code == ssl::error::stream_truncated) {
            co_return std::unexpected(transport_error(net::error::eof));
        }
        if (code) {
            co_return std::unexpected(tls_error(code));
        }
        co_return size;
    }

    net::awaitable<Result<void>> write(std::string_view bytes) {
        const auto [code, size] =
            co_await net::async_write(stream_, net::buffer(bytes.data(), bytes.size()), kAwait);
        if (code) {
            co_return std::unexpected(tls_error(code));
        }
        co_return Result<void>{};
    }

    net::awaitable<Result<void>> say_goodbye() {
        (void)co_await stream_.async_shutdown(kAwait);
        co_return Result<void>{};
    }
};

}  // namespace

std::unique_ptr<Stream> make_tls_stream(tcp::socket socket, tls::Context context, Side side,
                                        const std::string& host) {
    return std::make_unique<TlsStream>(std::move(socket), std::move(context), side, host);
}

}  // namespace ballast::http
