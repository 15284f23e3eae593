#include "agent/node/state_machine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/text.hpp"

namespace ballast::agent {
namespace {

using enum State;
using enum Event;
using A = Action;

constexpr std::array kTransitions{
    Transition{stopped, start_wanted, preparing, A::prepare, "preparing configuration and secrets"},
    Transition{stopped, adopted, starting, A::watch_jvm, "found the JVM running: adopted"},
    Transition{stopped, exited_retry, backoff, A::wait_backoff, "the JVM ended while no agent ran"},
    Transition{stopped, exited_hold, held, A::none, "the JVM keeps ending"},

    Transition{preparing, prepared, starting, A::start_jvm, "starting the JVM"},
    Transition{preparing, must_not_start, held, A::none, "must not start"},
    Transition{preparing, stop_wanted, stopped, A::settle, "stopped before the JVM was started"},

    Transition{starting, jvm_started, starting, A::watch_jvm,
               "the JVM runs and does not serve yet"},
    Transition{starting, start_failed, held, A::none, "the JVM could not be started"},
    Transition{starting, recovery_seen, recovering, A::none,
               "reading its logs after an unclean stop"},
    Transition{starting, serving_seen, serving, A::none, "serving"},
    Transition{starting, exited_retry, backoff, A::wait_backoff, "the JVM ended during its start"},
    Transition{starting, exited_hold, held, A::none, "the JVM keeps ending during its start"},
    Transition{starting, stop_wanted, draining, A::step_ladder,
               "stopping: waits for the start to end"},

    Transition{recovering, serving_seen, serving, A::none, "serving"},
    Transition{recovering, exited_retry, backoff, A::wait_backoff, "the JVM ended in log recovery"},
    Transition{recovering, exited_hold, held, A::none, "the JVM keeps ending in log recovery"},
    Transition{recovering, stop_wanted, draining, A::step_ladder,
               "stopping: waits for log recovery"},

    Transition{serving, stop_wanted, draining, A::step_ladder, "stopping"},
    Transition{serving, exited_retry, backoff, A::wait_backoff, "the JVM ended unasked"},
    Transition{serving, exited_hold, held, A::none, "the JVM keeps ending"},

    Transition{draining, jvm_started, draining, A::watch_jvm,
               "stopping: waits for the start to end"},
    Transition{draining, start_failed, stopped, A::settle, "stopped; the JVM could not be started"},
    Transition{draining, serving_seen, draining, A::step_ladder, "stopping"},
    Transition{draining, exited, stopped, A::settle, "stopped"},

    Transition{backoff, backoff_over, preparing, A::prepare, "starting again"},
    Transition{backoff, start_wanted, preparing, A::prepare, "starting again: asked to"},
    Transition{backoff, stop_wanted, stopped, A::settle, "stopped"},

    Transition{held, start_wanted, preparing, A::prepare, "starting again: asked to"},
    Transition{held, stop_wanted, stopped, A::settle, "stopped"},
};

constexpr std::array<std::string_view, kStateCount> kStateNames{
    "STOPPED", "PREPARING", "STARTING", "RECOVERING", "SERVING", "DRAINING", "BACKOFF", "HELD"};
constexpr std::array<std::string_view, kEventCount> kEventNames{
    "start_wanted", "stop_wanted",  "adopted",       "prepared",     "must_not_start",
    "jvm_started",  "start_failed", "recovery_seen", "serving_seen", "exited_retry",
    "exited_hold",  "exited",       "backoff_over"};

}  // namespace

std::span<const Transition> transitions() {
    return kTransitions;
}

std::optional<Transition> find_transition(State state, Event event) {
    const auto* row = std::ranges::find_if(kTransitions, [&](const Transition& candidate) {
        return candidate.from == state && candidate.event == event;
    });
    return row == kTransitions.end() ? std::nullopt : std::optional(*row);
}

std::string_view to_string(State state) {
    return kStateNames[static_cast<std::size_t>(state)];
}
std::string_view to_string(Event event) {
    return kEventNames[static_cast<std::size_t>(event)];
}

std::string to_mermaid() {
    std::string out = "stateDiagram-v2\n    [*] --> STOPPED\n";
    for (const auto& row : kTransitions) {
        out += fmt::format("    {} --> {} : {}\n", to_string(row.from), to_string(row.to),
                           to_string(row.event));
    }
    return out;
}

}  // namespace ballast::agent
