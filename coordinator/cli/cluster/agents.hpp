// What `up` and `down` ask of the agents: GET /v1/node and the shutdown command, over mTLS with
// the cluster's operator certificate.
#pragma once

#include <sys/types.h>

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <string>
#include <string_view>

#include "common/node_identity.hpp"
#include "common/result.hpp"

namespace ballast::cli {

// The part of GET /v1/node that decisions need.
struct AgentReport {
    std::string state;  // "SERVING", ...
    bool ready = false;
    std::string code;
    std::string reason;
    pid_t pid = 0;  // of the JVM; 0: none
    bool run_wanted = true;
    std::string config_revision;
    std::string last_exit;  // the status of the last JVM: "143", "signal 9"; empty: none

    bool operator==(const AgentReport&) const = default;
};

// Errors: invalid (names the member).
Result<AgentReport> parse_agent_report(std::string_view json);

// Used by one thread; each call ends by its deadline. Errors of both: unreachable, timed_out,
// refused (the agent said no: its words), invalid (not an agent's answer).
class Agents {
  public:
    virtual ~Agents() = default;

    virtual boost::asio::awaitable<Result<AgentReport>> report(const NodeIdentity& node,
                                                               std::chrono::milliseconds limit) = 0;
    // The verb shutdown: the JVM is stopped, then agent and init leave; the intent stays as it is.
    virtual boost::asio::awaitable<Result<void>> shut_down(const NodeIdentity& node,
                                                           const std::string& reason,
                                                           std::chrono::milliseconds limit) = 0;
};

}  // namespace ballast::cli
