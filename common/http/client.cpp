#include "common/http/client.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <utility>

#include "common/deadline.hpp"
#include "common/http/parser.hpp"
#include "common/http/stream.hpp"

namespace ballast::http {

namespace net = boost::asio;
using net::ip::tcp;

namespace {

using std::chrono::milliseconds;
using OnChunk = std::function<void(std::string_view)>;

constexpr std::size_t kBodyLimit = std::size_t{16} << 20U;
constexpr std::size_t kReadSize = std::size_t{16} << 10U;
constexpr milliseconds kGoodbye{100};

std::string place(const Endpoint& endpoint) {
    return endpoint.address.find(':') == std::string::npos
               ? fmt::format("{}:{}", endpoint.address, endpoint.port)
               : fmt::format("[{}]:{}", endpoint.address, endpoint.port);
}

net::awaitable<Result<void>> connect(tcp::socket& socket, tcp::endpoint endpoint) {
    boost::system::error_code opened;
    socket.open(endpoint.protocol(), opened);
    if (opened) {
        co_return fail(ErrorKind::io, "cannot open a socket: " + opened.message());
    }
    set_socket_options(socket);  // before the wait: a process started meanwhile inherits nothing
    const auto [code] = co_await socket.async_connect(endpoint, net::as_tuple(net::use_awaitable));
    if (code) {
        co_return std::unexpected(transport_error(code));
    }
    co_return Result<void>{};
}

// Connected and shaken hands; `limit` bounds each of the two.
net::awaitable<Result<std::unique_ptr<Stream>>> open(const Endpoint& endpoint,
                                                     const tls::Context& context,
                                                     milliseconds limit) {
    boost::system::error_code code;
    const auto ip = net::ip::make_address(endpoint.address, code);
    if (code) {
        co_return fail(ErrorKind::invalid, "that is not an IP address");
    }
    tcp::socket socket(co_await net::this_coro::executor);
    CO_TRY_VOID(co_await with_deadline(connect(socket, {ip, endpoint.port}), limit));
    auto stream = context
                      ? make_tls_stream(std::move(socket), context, Side::client, endpoint.address)
                      : make_tcp_stream(std::move(socket));
    CO_TRY_VOID(co_await stream->handshake(limit));
    co_return stream;
}

// Reads the answer to its end; pieces of a good one go to `on_chunk` where there is one.
net::awaitable<Result<Response>> read_response(Stream& stream, const OnChunk& on_chunk,
                                               milliseconds limit) {
    ResponseParser parser(on_chunk ? std::nullopt : std::optional(kBodyLimit));
    std::string body;
    std::array<char, kReadSize> bytes{};
    while (!parser.is_done()) {
        CO_TRY(const auto size, co_await stream.read_some(bytes, limit));
        if (size == 0) {
            CO_TRY_VOID(parser.finish());
        } else {
            CO_TRY_VOID(parser.append(std::string_view(bytes.data(), size)));
        }
        if (!parser.has_head() || !on_chunk) {
            continue;
        }
        const auto piece = parser.take_body();
        if (parser.head().status / 100 != 2) {
            body += piece;
        } else if (!piece.empty()) {
            on_chunk(piece);
        }
        if (body.size() > kBodyLimit) {
            co_return fail(ErrorKind::invalid, "the answer is larger than it may be");
        }
    }
    auto response = parser.head();
    response.body = on_chunk ? std::move(body) : parser.take_body();
    co_return response;
}

net::awaitable<Result<Response>> exchange(const Endpoint& endpoint, const tls::Context& context,
                                          const ClientRequest& request, const OnChunk& on_chunk,
                                          milliseconds limit) {
    CO_TRY(auto stream, co_await open(endpoint, context, limit));
    const auto wire =
        request_to_wire(request.method, request.target, place(endpoint), request.body);
    // A server that refused us may have said why before it closed: its words come first.
    const auto written = co_await stream->write_all(wire, limit);
    auto response = co_await read_response(*stream, on_chunk, limit);
    if (!response && !written) {
        co_return std::unexpected(written.error());
    }
    if (response) {
        co_await stream->shutdown(kGoodbye);
    }
    co_return response;
}

// Says whom it was about.
Result<Response> named(Result<Response> result, const Endpoint& endpoint, milliseconds limit) {
    if (result) {
        return result;
    }
    if (result.error().kind == ErrorKind::timed_out) {
        return fail(ErrorKind::timed_out,
                    fmt::format("{} did not answer within {} ms", place(endpoint), limit.count()),
                    result.error().code);
    }
    return std::unexpected(in_context(std::move(result).error(), place(endpoint)));
}

}  // namespace

net::awaitable<Result<Response>> request(Endpoint endpoint, tls::Context context,
                                         ClientRequest request, milliseconds deadline) {
    const OnChunk whole;
    auto result =
        co_await with_deadline(exchange(endpoint, context, request, whole, deadline), deadline);
    co_return named(std::move(result), endpoint, deadline);
}

net::awaitable<Result<Response>> stream(Endpoint endpoint, tls::Context context,
                                        ClientRequest request, OnChunk on_chunk,
                                        milliseconds idle_limit) {
    auto result = co_await exchange(endpoint, context, request, on_chunk, idle_limit);
    co_return named(std::move(result), endpoint, idle_limit);
}

}  // namespace ballast::http
