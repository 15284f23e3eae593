// What clients do on a connection, whether it is kept or not: open it, ask once.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "common/http/client.hpp"
#include "common/http/stream.hpp"

namespace ballast::http {

// Connected and shaken hands; `limit` bounds each of the two. Errors: as request().
boost::asio::awaitable<Result<std::unique_ptr<Stream>>> open_stream(
    const Endpoint& endpoint, const tls::Context& context, std::chrono::milliseconds limit);

struct AskOptions {
    bool keep_alive = false;
    std::size_t body_limit = 0;
    // Where there is one, it gets the body of a 2xx, which then has no limit.
    std::function<void(std::string_view)> on_chunk;
    std::chrono::milliseconds limit;  // of each wait for bytes
};
// One request and its answer. Errors: as request(); the stream is of no more use after one.
boost::asio::awaitable<Result<Response>> ask(Stream& stream, const Endpoint& endpoint,
                                             const ClientRequest& request,
                                             const AskOptions& options);

// An error says whom it was about.
Result<Response> named(Result<Response> result, const Endpoint& endpoint,
                       std::chrono::milliseconds limit);

}  // namespace ballast::http
