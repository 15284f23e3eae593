#include "common/zookeeper/four_letter_word.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "common/deadline.hpp"

namespace ballast::zookeeper {

namespace net = boost::asio;

namespace {

constexpr auto kAwait = net::as_tuple(net::use_awaitable);

Error transport_error(const boost::system::error_code& code,
                      const net::ip::tcp::endpoint& endpoint) {
    const auto where = fmt::format("{}:{}", endpoint.address().to_string(), endpoint.port());
    if (code == net::error::connection_refused) {
        return {ErrorKind::unreachable, fmt::format("nothing listens on {}", where),
                "CONNECTION_REFUSED"};
    }
    return {ErrorKind::unreachable, fmt::format("{}: {}", where, code.message()), "UNREACHABLE"};
}

// Sends the word and reads until the server closes.
net::awaitable<Result<std::string>> exchange(net::ip::tcp::endpoint endpoint,
                                             std::string_view word) {
    net::ip::tcp::socket socket(co_await net::this_coro::executor);
    if (auto [code] = co_await socket.async_connect(endpoint, kAwait); code) {
        co_return std::unexpected(transport_error(code, endpoint));
    }
    if (auto [code, size] = co_await net::async_write(socket, net::buffer(word), kAwait); code) {
        co_return std::unexpected(transport_error(code, endpoint));
    }
    std::string reply;
    std::array<char, 4096> chunk{};
    while (true) {
        auto [code, size] = co_await socket.async_read_some(net::buffer(chunk), kAwait);
        reply.append(chunk.data(), size);
        if (reply.size() > kMaxReply) {
            co_return fail(ErrorKind::invalid,
                           fmt::format("the answer to '{}' is above {} bytes", word, kMaxReply),
                           "BAD_ANSWER");
        }
        // A reset after the answer is ZooKeeper's way to close a connection with unread bytes.
        if (code == net::error::eof || (code && !reply.empty())) {
            co_return reply;
        }
        if (code) {
            co_return std::unexpected(transport_error(code, endpoint));
        }
    }
}

net::awaitable<Result<std::string>> ask(std::string address, std::uint16_t port,
                                        std::string_view word, std::chrono::milliseconds limit) {
    boost::system::error_code code;
    const auto ip = net::ip::make_address(address, code);
    if (code) {
        co_return fail(ErrorKind::invalid, fmt::format("'{}' is not an IP address", address));
    }
    auto reply = co_await with_deadline(exchange({ip, port}, word), limit);
    if (!reply && reply.error().kind == ErrorKind::timed_out) {
        co_return fail(ErrorKind::timed_out, fmt::format("{}:{} did not answer '{}' within {} ms",
                                                         address, port, word, limit.count()));
    }
    co_return reply;
}

}  // namespace

net::awaitable<Result<ServerStatus>> srvr(std::string address, std::uint16_t port,
                                          std::chrono::milliseconds limit) {
    CO_TRY(const auto reply, co_await ask(std::move(address), port, "srvr", limit));
    co_return parse_srvr(reply);
}

net::awaitable<Result<ServerStatus>> mntr(std::string address, std::uint16_t port,
                                          std::chrono::milliseconds limit) {
    CO_TRY(const auto reply, co_await ask(std::move(address), port, "mntr", limit));
    co_return parse_mntr(reply);
}

}  // namespace ballast::zookeeper
