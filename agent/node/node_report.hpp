// What a node says of itself; GET /v1/node is this as JSON.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "agent/node/state_machine.hpp"
#include "common/clock.hpp"
#include "common/node_identity.hpp"

namespace ballast::agent {

struct JvmExit {
    pid_t pid = 0;
    int exit_code = 0;   // meaningful where signal is 0
    int signal = 0;      // the signal that ended it, or 0
    bool asked = false;  // it was being stopped
    WallTime at;
    // Why, where a condition of agent/recovery knows; such an end may not count against the budget.
    std::string code;
    std::string cause;
    bool excused = false;
};

// "exit 143", "killed by signal 9 (Killed)".
std::string to_string(const JvmExit& exit);

struct NodeReport {
    NodeIdentity identity;
    State state = State::stopped;
    bool ready = false;
    std::string code;    // empty when all is well
    std::string reason;  // one sentence
    WallTime since;      // of the state
    pid_t jvm_pid = 0;   // 0: none
    pid_t agent_pid = 0;
    std::uint64_t restarts = 0;
    std::int64_t heap_bytes = 0;  // the configured maximum
    std::int64_t rss_bytes = 0;
    std::string config_revision;  // the one that the JVM runs with, else the accepted one
    std::string incarnation;      // pid:start ticks:boot id of the JVM; empty: none
    bool run_wanted = true;
    std::string stop_reason;
    std::optional<JvmExit> last_exit;
};

}  // namespace ballast::agent
