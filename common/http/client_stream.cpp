#include "common/http/client_stream.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <utility>

#include "common/deadline.hpp"
#include "common/http/parser.hpp"

namespace ballast::http {

namespace net = boost::asio;
using net::ip::tcp;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t kReadSize = std::size_t{16} << 10U;

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

// Reads the answer to its end; pieces of a good one go to `on_chunk` where there is one.
net::awaitable<Result<Response>> read_response(Stream& stream, const AskOptions& options) {
    const auto& on_chunk = options.on_chunk;
    ResponseParser parser(on_chunk ? std::nullopt : std::optional(options.body_limit));
    std::string body;
    std::array<char, kReadSize> bytes{};
    while (!parser.is_done()) {
        CO_TRY(const auto size, co_await stream.read_some(bytes, options.limit));
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
        if (body.size() > options.body_limit) {
            co_return fail(ErrorKind::invalid, "the answer is larger than it may be");
        }
    }
    auto response = parser.head();
    response.body = on_chunk ? std::move(body) : parser.take_body();
    co_return response;
}

}  // namespace

net::awaitable<Result<std::unique_ptr<Stream>>> open_stream(const Endpoint& endpoint,
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

net::awaitable<Result<Response>> ask(Stream& stream, const Endpoint& endpoint,
                                     const ClientRequest& request, const AskOptions& options) {
    const auto wire = request_to_wire(request.method, request.target, place(endpoint), request.body,
                                      request.content_type, options.keep_alive, request.headers);
    // A server that refused us may have said why before it closed: its words come first.
    const auto written = co_await stream.write_all(wire, options.limit);
    auto response = co_await read_response(stream, options);
    if (!response && !written) {
        co_return std::unexpected(written.error());
    }
    co_return response;
}

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

}  // namespace ballast::http
