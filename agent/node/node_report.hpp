// What a node says of itself; GET /v1/node is this as JSON.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "agent/node/state_machine.hpp"
#include "agent/recovery/finding.hpp"
#include "common/clock.hpp"
#include "common/node_identity.hpp"

namespace ballast::agent {

struct JvmExit {
    pid_t pid = 0;
    int exit_code = 0;   // meaningful where signal is 0
    int signal = 0;      // the signal that ended it, or 0
    bool asked = false;  // it was being stopped
    WallTime at;
    std::string code;           // of the condition that explains it; empty for an end in order
    std::string cause;          // one sentence
    std::optional<bool> clean;  // proof of a clean stop: 143 and every marker; empty: not known
};

// "exit 143", "killed by signal 9 (Killed)".
std::string to_string(const JvmExit& exit);

// One change of state, as the history shows it.
struct StateChange {
    WallTime at;
    State from = State::stopped;
    State to = State::stopped;
    std::string code;
    std::string reason;
};

// Something that is wrong now, with the time since when.
struct ActiveCondition {
    Finding finding;
    WallTime since;
};

struct OnHold {
    std::string by;
    std::string reason;
    WallTime since;

    bool operator==(const OnHold&) const = default;
};

struct NodeReport {
    static constexpr std::size_t kTransitions = 20;
    static constexpr std::size_t kExits = 10;

    NodeIdentity identity;
    State state = State::stopped;
    bool ready = false;
    bool served = false;    // this JVM was seen serving
    std::string code;       // empty when all is well
    std::string reason;     // one sentence
    std::string next_step;  // what a person can do; may be empty
    WallTime since;         // of the state
    pid_t jvm_pid = 0;      // 0: none
    pid_t agent_pid = 0;
    std::uint64_t restarts = 0;
    std::int64_t heap_bytes = 0;  // the configured maximum
    std::int64_t rss_bytes = 0;
    std::string config_revision;  // the one that the JVM runs with, else the accepted one
    std::string incarnation;      // pid:start ticks:boot id of the JVM; empty: none
    bool run_wanted = true;
    std::string stop_reason;
    std::optional<OnHold> on_hold;
    std::uint64_t epoch = 0;  // the highest of a coordinator that was seen
    std::vector<ActiveCondition> conditions;
    std::deque<StateChange> transitions;  // the last ones, oldest first
    std::deque<JvmExit> exits;            // likewise
};

}  // namespace ballast::agent
