// HTTP/1.1 requests, each on its own connection and within a deadline.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "common/http/message.hpp"
#include "common/result.hpp"
#include "common/tls/context.hpp"

namespace ballast::http {

struct Endpoint {
    std::string address;  // IP literal; with TLS the server's certificate must name it
    std::uint16_t port = 0;
};

struct ClientRequest {
    std::string method = "GET";
    std::string target;  // "/v1/logs?tail=10", see make_target() in common/http/target.hpp
    std::string body;
    std::string content_type = "application/json";  // of a body that is not empty
    Headers headers = {};                           // further ones
    // Like a GET, may be sent once more when a kept connection turns out to be closed.
    bool only_reads = false;
};

// The answer, whatever its status (to_error() of common/http/envelope.hpp tells what it says); its
// body is at most 16 MiB. `context` null: plain TCP. Errors: unreachable (code CONNECTION_REFUSED,
// CONNECTION_CLOSED or TLS_FAILED where it is known; the message says to whom), timed_out, invalid
// (the address, or the answer is not HTTP), io (no socket left).
boost::asio::awaitable<Result<Response>> request(Endpoint endpoint, tls::Context context,
                                                 ClientRequest request,
                                                 std::chrono::milliseconds deadline);

// A streamed answer: `on_chunk` gets the body of a 2xx as it comes, and the response returned at
// its end has none; the body of any other status is in the response. `idle_limit` bounds each wait
// for bytes (and connecting). Errors: as request().
boost::asio::awaitable<Result<Response>> stream(Endpoint endpoint, tls::Context context,
                                                ClientRequest request,
                                                std::function<void(std::string_view)> on_chunk,
                                                std::chrono::milliseconds idle_limit);

}  // namespace ballast::http
