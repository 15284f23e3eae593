// What the coordinator asks one agent, as an edge: HTTP outside tests.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "common/http/client.hpp"
#include "common/kafka/exchange.hpp"
#include "common/result.hpp"
#include "common/tls/context.hpp"

namespace ballast::coordinator {

// Used on one thread. Calls of different kinds may be under way at once, of each kind one; whoever
// calls outlives the call. Each ends within its limit. Errors of all: unreachable, timed_out,
// invalid (no HTTP, too large), and what the agent refuses with, under its own code.
class AgentApi {
  public:
    virtual ~AgentApi() = default;
    // The JSON of GET /v1/node and of GET /v1/zookeeper.
    virtual boost::asio::awaitable<Result<std::string>> node(std::chrono::milliseconds limit) = 0;
    virtual boost::asio::awaitable<Result<std::string>> zookeeper(
        std::chrono::milliseconds limit) = 0;
    // POST /v1/kafka: a frame to the agent's broker and its answer, as kafka::FrameChannel::raw().
    // What only reads may be sent once more after a connection that was kept turned out closed.
    virtual boost::asio::awaitable<Result<std::string>> kafka(std::string frame,
                                                              kafka::CallLimit limit,
                                                              bool only_reads) = 0;
};

// Over mutual TLS, one kept connection for each kind of call.
std::unique_ptr<AgentApi> make_http_agent(const http::Endpoint& endpoint,
                                          const tls::Context& context);

}  // namespace ballast::coordinator
