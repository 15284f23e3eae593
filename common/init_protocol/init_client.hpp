// The agent's end of the socketpair to ballast-init.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <string>

#include "common/init_protocol/protocol.hpp"

namespace ballast {

// Event loop only. Destroying it ends the callbacks.
class InitClient {
  public:
    struct Callbacks {
        std::function<void(const init::Message&)> message;
        // Init is gone or speaks nonsense; without it this agent has no JVM to look after.
        std::function<void(const std::string& why)> closed;
    };

    // Takes over the descriptor. A stop that init asks for, by Stopping or in its Hello, is
    // answered by StopTaken once the callback has returned: the callback must have begun the stop
    // by then.
    InitClient(boost::asio::any_io_executor executor, int fd, Callbacks callbacks);
    ~InitClient();
    InitClient(const InitClient&) = delete;
    InitClient& operator=(const InitClient&) = delete;

    void start();
    // Queued; the few orders an agent gives are small, so the queue is bounded by what init takes.
    // An init that speaks version 1 (or has not said Hello yet) gets no AgentUp and no
    // ReplaceAgent; the latter is answered with Refused, as a newer init would.
    void send(const init::Message& message);
    // Takes what has arrived and does not wait for more: before the agent ends, since nobody else
    // gets what it was sent.
    void drain();

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace ballast
