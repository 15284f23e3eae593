// One TCP connection of Java's remote method protocol. Many calls are on the way at a time; a JVM
// answers them one after the other, in order.
// Sources: RMI specification, chapter 10; sun.rmi.transport.tcp.TCPTransport.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "agent/jmx/java_graph.hpp"
#include "agent/jmx/java_reader.hpp"
#include "common/result.hpp"

namespace ballast::agent::jmx {

struct Call {
    std::string bytes;  // see requests.hpp
    ReadLimits limits{};
    bool gives_object = true;  // false: the method gives nothing
};

struct PipelineLimits {
    std::chrono::milliseconds time{};
    std::size_t window = 64;                      // calls on the way at a time
    std::size_t bytes = std::size_t{256} << 20U;  // of all answers
};

// How far pipeline() came.
struct PipelineEnd {
    std::size_t answered = 0;    // of the calls, from the first on
    std::size_t bytes = 0;       // of all answers
    std::optional<Error> error;  // why no more; the connection is closed then
    // Bytes of the answer to calls[answered] had come: that answer broke the stream. Else the
    // connection ended between two answers, and nobody knows whether that call was done.
    bool in_answer = false;
};

// The number of a call, and what it gave: null where the method gives nothing; an error where it
// threw. The graph is valid during the call only. Errors: not_found (no such bean or attribute),
// unreachable (code NO_SUCH_OBJECT: the JVM has forgotten the object that was called), refused
// (code ACCESS_DENIED; JAVA_EXCEPTION: any other, by its class and message).
using OnAnswer = std::function<void(std::size_t, const JavaGraph&, Result<Ref>)>;

// Owned by the coroutine that uses it, which awaits each call before the next and outlives it;
// runs on one thread or strand. After an error, and after a call that was broken off by a
// cancellation, the connection is closed and stays so. Errors: unreachable (code
// CONNECTION_REFUSED when nothing listens, CONNECTION_CLOSED when the JVM closed it), timed_out,
// invalid (code NOT_SERIALIZABLE or TOO_LARGE as read_return(); OVER_BUDGET: all answers together
// are too large; else the peer does not speak JRMP).
class JrmpConnection {
  public:
    explicit JrmpConnection(boost::asio::any_io_executor executor);
    ~JrmpConnection();
    JrmpConnection(JrmpConnection&&) noexcept;
    JrmpConnection& operator=(JrmpConnection&&) noexcept;

    // `address` is an IP literal of the loopback; anything else is refused, since a JVM's answers
    // decide where to connect next.
    boost::asio::awaitable<Result<void>> connect(std::string address, std::uint16_t port,
                                                 std::chrono::milliseconds limit);
    // The calls stay where they are until it has ended. A call that throws is an answer.
    boost::asio::awaitable<PipelineEnd> pipeline(std::span<const Call> calls, PipelineLimits limits,
                                                 OnAnswer on_answer);
    bool is_open() const;
    void close();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ballast::agent::jmx
