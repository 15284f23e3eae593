// Reads the MBeans of a JVM on this machine over its own management protocol (JMX over RMI),
// without Java and without anything loaded into the JVM.
// Sources: JSR 160; javax.management.remote.rmi; sun.management.jmxremote.ConnectorBootstrap.
#pragma once

#include <sys/types.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "agent/jmx/mbean_answers.hpp"
#include "agent/jmx/object_name.hpp"
#include "agent/jmx/requests.hpp"
#include "agent/jmx/value.hpp"
#include "common/result.hpp"

namespace ballast::agent::jmx {

// A JVM that has -Dcom.sun.management.jmxremote, with or without a port: its connector for local
// users asks for no password. Takes the JVM's user, or root.
struct LocalJvm {
    pid_t pid = 0;
};

// A JVM's com.sun.management.jmxremote.port.
struct JmxPort {
    std::string address = "127.0.0.1";  // an IP literal of the loopback
    std::uint16_t port = 0;
    std::optional<Credentials> credentials;
};

using JmxTarget = std::variant<LocalJvm, JmxPort>;

struct BeanRequest {
    ObjectName name;
    std::vector<std::string> attributes;
};

struct BeanReading {
    // In the order asked for, without those that the JVM could not read or that are in quarantine.
    std::vector<Attribute> attributes;
    std::optional<Error> error;  // why (some of) it is missing: no such bean, no time left
};

// An attribute whose value breaks the connection each time it is asked for.
struct Quarantined {
    ObjectName bean;
    std::string attribute;
    std::string reason;
};

// Owned by the coroutine that uses it, which awaits each call before the next and outlives it;
// runs on one thread or strand. Each call ends within its `limit`, connects by itself where there
// is no connection (at first, after an error, after the JVM was restarted or closed it for being
// idle for 120 s) and repeats once what was lost with an old one.
// Errors of all: unreachable (code CONNECTION_REFUSED, CONNECTION_CLOSED), timed_out, not_found
// (no such process, bean or attribute; code NO_CONNECTOR: a JVM without management agent), refused
// (code ACCESS_DENIED: credentials; TLS_REQUIRED; JAVA_EXCEPTION: what the JVM threw), invalid (no
// JVM answers there, or an answer has no form that is known; code OVER_BUDGET, TOO_LARGE,
// NOT_SERIALIZABLE).
class JmxClient {
  public:
    using Limit = std::chrono::milliseconds;

    JmxClient(boost::asio::any_io_executor executor, JmxTarget target);
    ~JmxClient();
    JmxClient(JmxClient&&) noexcept;
    JmxClient& operator=(JmxClient&&) noexcept;

    boost::asio::awaitable<Result<void>> connect(Limit limit);
    // `pattern` as of javax.management.ObjectName: "kafka.server:*"; empty for all.
    boost::asio::awaitable<Result<std::vector<ObjectName>>> query_names(std::string pattern,
                                                                        Limit limit);
    // The same with their classes, by which immutable infos can be kept.
    boost::asio::awaitable<Result<std::vector<BeanInstance>>> query_beans(std::string pattern,
                                                                          Limit limit);
    // One for each name, in order; those that came before an error (the deadline, too) are given.
    boost::asio::awaitable<Result<std::vector<Result<BeanInfo>>>> infos(
        std::vector<ObjectName> names, Limit limit);
    // One for each request, in order. What was read before an error (the deadline, too) is given;
    // the error stands at the beans that are missing. A value that breaks the connection is found
    // by halving, put into quarantine and no longer asked for. All answers together have at most
    // `budget` bytes.
    boost::asio::awaitable<Result<std::vector<BeanReading>>> read(
        std::vector<BeanRequest> requests, Limit limit,
        std::size_t budget = std::size_t{256} << 20U);
    // One attribute, and why where it cannot be read.
    boost::asio::awaitable<Result<Value>> attribute(ObjectName name, std::string attribute,
                                                    Limit limit);
    // To be called when nothing was for more than 60 s.
    boost::asio::awaitable<Result<void>> keep_alive(Limit limit);
    // Tells the JVM, if it can be told within the limit.
    boost::asio::awaitable<void> close(Limit limit);

    const std::vector<Quarantined>& quarantine() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ballast::agent::jmx
