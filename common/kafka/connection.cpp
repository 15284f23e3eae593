#include "common/kafka/connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "common/deadline.hpp"
#include "common/kafka/sasl.hpp"
#include "common/text.hpp"

namespace ballast::kafka {

namespace net = boost::asio;

namespace {

constexpr auto kAwait = net::as_tuple(net::use_awaitable);

Error transport_error(const boost::system::error_code& code, const std::string& where) {
    if (code == net::error::connection_refused) {
        return {ErrorKind::unreachable, fmt::format("nothing listens on {}", where),
                "CONNECTION_REFUSED"};
    }
    if (code == net::error::eof || code == net::error::connection_reset ||
        code == net::error::broken_pipe) {
        return {ErrorKind::unreachable, fmt::format("{} closed the connection", where),
                "CONNECTION_CLOSED"};
    }
    return {ErrorKind::unreachable, fmt::format("{}: {}", where, code.message()), "UNREACHABLE"};
}

}  // namespace

struct Connection::Impl : FrameChannel {
    net::ip::tcp::socket socket;
    std::string where = "the broker";
    Exchange exchange;
    bool calling = false;

    Impl(net::any_io_executor executor, std::string client_id)
        : socket(std::move(executor)), exchange(*this, std::move(client_id)) {}

    void close() {
        boost::system::error_code ignored;
        socket.close(ignored);
    }

    // Runs `work` under the deadline; what failed half-way leaves no usable connection.
    template <class T>
    net::awaitable<Result<T>> bounded(net::awaitable<Result<T>> work, Limit limit) {
        auto result = co_await with_deadline(std::move(work), limit);
        if (!result && result.error().kind != ErrorKind::refused) {
            close();
        }
        if (!result && result.error().kind == ErrorKind::timed_out) {
            co_return fail(ErrorKind::timed_out,
                           fmt::format("{} did not answer within {} ms", where, limit.count()));
        }
        co_return result;
    }

    net::awaitable<Result<void>> open(net::ip::tcp::endpoint endpoint, Limit limit) {
        auto [code] = co_await socket.async_connect(endpoint, kAwait);
        if (code) {
            co_return std::unexpected(transport_error(code, where));
        }
        boost::system::error_code ignored;
        socket.set_option(net::ip::tcp::no_delay(true), ignored);
        co_return co_await exchange.negotiate({.time = limit});
    }

    net::awaitable<Result<std::string>> raw(std::string frame, CallLimit limit) override {
        CO_TRY(const auto head, decode_request_head(frame));
        if (std::exchange(calling, true)) {
            // A call that was cancelled left its answer on the way: it must not answer this one.
            close();
        }
        auto answer = co_await bounded(
            transfer(std::move(frame), head.correlation_id, limit.response_bytes), limit.time);
        calling = false;
        co_return answer;
    }

    net::awaitable<Result<std::string>> transfer(std::string frame, std::int32_t correlation_id,
                                                 std::size_t most) {
        const std::string size = encode_frame_size(frame.size());
        const std::array<net::const_buffer, 2> request{net::buffer(size), net::buffer(frame)};
        if (auto [code, sent] = co_await net::async_write(socket, request, kAwait); code) {
            co_return std::unexpected(transport_error(code, where));
        }
        std::string head(4, '\0');
        if (auto [code, read] = co_await net::async_read(socket, net::buffer(head), kAwait); code) {
            co_return std::unexpected(transport_error(code, where));
        }
        CO_TRY(auto left, decode_frame_size(head, most));
        // Reserved whole, so that nothing is copied while it grows; but touched in steps: memory
        // that is in use follows the bytes that came, not the size that was claimed.
        constexpr std::size_t kStep = std::size_t{256} << 10U;
        std::string response;
        response.reserve(left);
        while (left > 0) {
            const auto before = response.size();
            const auto step = std::min(left, kStep);
            response.resize(before + step);
            auto [code, read] = co_await net::async_read(
                socket, net::buffer(response.data() + before, step), kAwait);
            if (code) {
                co_return std::unexpected(transport_error(code, where));
            }
            left -= step;
        }
        if (Reader(response).int32() != correlation_id || response.size() < 4) {
            co_return fail(ErrorKind::invalid,
                           fmt::format("{} answered another request than the one asked", where),
                           "BAD_FRAME");
        }
        co_return response;
    }

    net::awaitable<Result<std::string>> call(ApiKey key, std::int16_t version, std::string body,
                                             Limit limit) {
        return exchange.exchange(key, version, std::move(body), {.time = limit});
    }

    net::awaitable<Result<void>> log_in(std::string user, std::string password, Limit limit) {
        CO_TRY(const auto hello_body,
               co_await call(ApiKey::sasl_handshake, 1, encode_sasl_handshake("PLAIN"), limit));
        CO_TRY(const auto hello, decode_sasl_handshake(hello_body));
        if (hello.error != 0) {
            co_return fail(ErrorKind::refused,
                           fmt::format("{} offers no SASL mechanism PLAIN on this listener, "
                                       "only: {}",
                                       where,
                                       hello.mechanisms.empty() ? "none (a listener without SASL)"
                                                                : join(hello.mechanisms, ", ")),
                           "UNSUPPORTED_MECHANISM");
        }
        CO_TRY(const auto body, co_await call(ApiKey::sasl_authenticate, 2,
                                              encode_sasl_plain(user, password), limit));
        CO_TRY(const auto answer, decode_sasl_authenticate(body));
        if (answer.error != 0) {
            co_return fail(
                ErrorKind::refused,
                fmt::format("{} refused user '{}': {}", where, user,
                            answer.message.empty() ? error_name(answer.error) : answer.message),
                "AUTHENTICATION_FAILED");
        }
        co_return Result<void>{};
    }

    net::awaitable<Result<Metadata>> ask_metadata(TopicSelection topics, Limit limit) {
        CO_TRY(const auto version, exchange.version(ApiKey::metadata));
        CO_TRY(const auto body,
               co_await call(ApiKey::metadata, version, encode_metadata(version, topics), limit));
        co_return decode_metadata(version, body);
    }
};

Connection::Connection(net::any_io_executor executor, std::string client_id)
    : impl_(std::make_unique<Impl>(std::move(executor), std::move(client_id))) {}
Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;

net::awaitable<Result<void>> Connection::connect(std::string address, std::uint16_t port,
                                                 Limit limit) {
    boost::system::error_code code;
    const auto ip = net::ip::make_address(address, code);
    if (code) {
        co_return fail(ErrorKind::invalid, fmt::format("'{}' is not an IP address", address));
    }
    const net::ip::tcp::endpoint endpoint(ip, port);
    impl_->where =
        ip.is_v6() ? fmt::format("[{}]:{}", address, port) : fmt::format("{}:{}", address, port);
    co_return co_await impl_->bounded(impl_->open(endpoint, limit), limit);
}

net::awaitable<Result<void>> Connection::authenticate_plain(std::string user, std::string password,
                                                            Limit limit) {
    co_return co_await impl_->bounded(impl_->log_in(std::move(user), std::move(password), limit),
                                      limit);
}

net::awaitable<Result<Metadata>> Connection::metadata(TopicSelection topics, Limit limit) {
    co_return co_await impl_->bounded(impl_->ask_metadata(std::move(topics), limit), limit);
}

Exchange& Connection::exchange() {
    return impl_->exchange;
}

net::awaitable<Result<std::string>> Connection::raw(std::string frame, CallLimit limit) {
    return impl_->raw(std::move(frame), limit);
}

const ApiVersions& Connection::api_versions() const {
    return impl_->exchange.api_versions();
}

void Connection::close() {
    impl_->close();
}

}  // namespace ballast::kafka
