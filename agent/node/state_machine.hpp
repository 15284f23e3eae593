// The life of a node's JVM as a table: which state follows which event, what is done on the way,
// and the sentence that the administrator reads. Pure: no clock, no I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ballast::agent {

enum class State : std::uint8_t {
    stopped,     // no JVM, none wanted or not yet
    preparing,   // files are rendered, secrets made, guards asked
    starting,    // the JVM was ordered or runs and does not serve yet
    recovering,  // the broker reads its logs after an unclean stop
    serving,     // it serves its clients
    frozen,      // it has stopped moving: a signal or a dead disk; never killed for that
    draining,    // it is being stopped
    backoff,     // it ended unasked; the next start waits
    held,        // it must not start; a person, the coordinator or the world must change that
};
constexpr std::size_t kStateCount = 9;

enum class Event : std::uint8_t {
    start_wanted,
    stop_wanted,
    hold_wanted,  // a person keeps Ballast from acting
    adopted,      // a restarted agent found the JVM running
    prepared,
    must_wait,  // something is in the way that passes by itself
    must_not_start,
    look_again,  // the time to ask the guards anew
    jvm_started,
    start_failed,
    recovery_seen,
    serving_seen,
    frozen_seen,
    moves_again,
    exited_retry,  // the restart policy allows another start
    exited_hold,   // it does not
    exited,        // an end that was asked for
    backoff_over,
};
constexpr std::size_t kEventCount = 18;

enum class Action : std::uint8_t {
    none,
    prepare,
    start_jvm,
    watch_jvm,  // probe it until it serves, and go on probing
    step_ladder,
    wait,    // whoever gave the event sets the timer
    settle,  // the JVM is gone: leave, or start again if that is wanted
};

struct Transition {
    State from;
    Event event;
    State to;
    Action action;
    std::string_view reason;
};

// Every row; a (state, event) pair without one is ignored by intent.
std::span<const Transition> transitions();
// The row for this pair, or none where the event means nothing in that state.
std::optional<Transition> find_transition(State state, Event event);

std::string_view to_string(State state);  // upper case: "SERVING"
std::string_view to_string(Event event);

// The table as a mermaid state diagram, for `ballast-agent fsm` and the golden file.
std::string to_mermaid();

}  // namespace ballast::agent
