// Routes as a table: method, path pattern, least role, handler, body limit, deadline.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <expected>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/http/message.hpp"
#include "common/result.hpp"

namespace ballast::http {

// The body of a streamed response. Lives while its handler runs, on the server's thread.
class BodyWriter {
  public:
    virtual ~BodyWriter() = default;
    // Sends one chunk; the first call sends the header before it, and an empty text only that.
    // Errors: unreachable (the client is gone or the server stops), timed_out (it does not read).
    virtual boost::asio::awaitable<Result<void>> write(std::string bytes) = 0;
};

using Handler = std::function<boost::asio::awaitable<Response>(Request)>;
// An error before the first write becomes an error response; after it, the connection is cut so
// that the client sees a broken body. The handler is cancelled when the client goes away.
using StreamHandler = std::function<boost::asio::awaitable<Result<void>>(Request, BodyWriter&)>;

struct Route {
    std::string method;   // a GET also answers HEAD
    std::string pattern;  // "/v1/commands/{id}"; a name in braces takes one whole segment
    // What only reads may be open to any role; anything else needs at least an operator, whatever
    // is written here.
    Role least = Role::operator_;
    std::variant<Handler, StreamHandler> handler;
    std::size_t body_limit = std::size_t{64} << 10U;
    std::string content_type = "application/x-ndjson";  // of a streamed response
    // A Handler that takes longer is cancelled, and the answer is 504. Streams have none.
    std::chrono::milliseconds deadline{30000};
    std::string takes = "application/json";  // the type of a request's body
    std::vector<std::string> repeats = {};   // keys that the query may have more than once
    bool only_reads = false;                 // a POST that asks and changes nothing; a GET always
};

// What holds for all routes of an API.
struct Policy {
    // Who asks, where more than the certificate may tell; or the refusal. Empty: what the
    // connection tells.
    std::function<std::expected<Peer, Response>(
        std::string_view method, const std::map<std::string, std::string>& headers, const Peer&)>
        identify;
    // What somebody without a role is told to show, and the answer's WWW-Authenticate.
    std::string credentials = "a client certificate whose OU names";
    std::string challenge;
    Headers headers;  // of every answer
    // Told of every answer; a stream's when it ends. `pattern` is empty where no route was found.
    std::function<void(std::string_view pattern, int status)> answered;
};

struct Match {
    const Route* route = nullptr;  // owned by the router
    std::map<std::string, std::string> parameters;
};

class Router {
  public:
    explicit Router(std::vector<Route> routes, Policy policy = {});

    // Or the response that refuses.
    std::expected<Peer, Response> identify(std::string_view method,
                                           const std::map<std::string, std::string>& headers,
                                           const Peer& peer) const;

    // Or the response that refuses: 404, 405 with Allow, 401 (no role), 403.
    std::expected<Match, Response> match(std::string_view method, std::string_view path,
                                         Role role) const;
    const Policy& policy() const { return policy_; }

  private:
    std::vector<Route> routes_;
    Policy policy_;
};

}  // namespace ballast::http
