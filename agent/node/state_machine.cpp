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
    Transition{stopped, exited_retry, backoff, A::wait, "the JVM ended while no agent ran"},
    Transition{stopped, exited_hold, held, A::none, "must not start"},
    Transition{stopped, hold_wanted, held, A::none, "on hold"},

    Transition{preparing, prepared, starting, A::start_jvm, "starting the JVM"},
    Transition{preparing, must_wait, preparing, A::wait, "waits before the start"},
    Transition{preparing, look_again, preparing, A::prepare, "looks again"},
    Transition{preparing, must_not_start, held, A::wait, "must not start"},
    Transition{preparing, hold_wanted, held, A::none, "on hold"},
    Transition{preparing, stop_wanted, stopped, A::settle, "stopped before the JVM was started"},

    Transition{starting, jvm_started, starting, A::watch_jvm,
               "the JVM runs and does not serve yet"},
    Transition{starting, start_failed, held, A::wait, "the JVM could not be started"},
    Transition{starting, recovery_seen, recovering, A::none,
               "reading its logs after an unclean stop"},
    Transition{starting, serving_seen, serving, A::none, "serving"},
    Transition{starting, exited_retry, backoff, A::wait, "the JVM ended during its start"},
    Transition{starting, exited_hold, held, A::none, "must not start again"},
    Transition{starting, frozen_seen, frozen, A::none, "frozen"},
    Transition{starting, stop_wanted, draining, A::step_ladder,
               "stopping: waits for the start to end"},

    Transition{recovering, serving_seen, serving, A::none, "serving"},
    Transition{recovering, exited_retry, backoff, A::wait, "the JVM ended in log recovery"},
    Transition{recovering, exited_hold, held, A::none, "must not start again"},
    Transition{recovering, frozen_seen, frozen, A::none, "frozen"},
    Transition{recovering, stop_wanted, draining, A::step_ladder,
               "stopping: waits for log recovery"},

    Transition{serving, frozen_seen, frozen, A::none, "frozen"},
    Transition{serving, stop_wanted, draining, A::step_ladder, "stopping"},
    Transition{serving, exited_retry, backoff, A::wait, "the JVM ended unasked"},
    Transition{serving, exited_hold, held, A::none, "must not start again"},

    Transition{frozen, serving_seen, serving, A::none, "serving"},
    Transition{frozen, recovery_seen, recovering, A::none, "reading its logs again"},
    Transition{frozen, moves_again, starting, A::none, "moves again and does not serve yet"},
    Transition{frozen, stop_wanted, draining, A::step_ladder, "stopping"},
    Transition{frozen, exited_retry, backoff, A::wait, "the frozen JVM ended"},
    Transition{frozen, exited_hold, held, A::none, "must not start again"},

    Transition{draining, jvm_started, draining, A::watch_jvm,
               "stopping: waits for the start to end"},
    Transition{draining, start_failed, stopped, A::settle, "stopped; the JVM could not be started"},
    Transition{draining, serving_seen, draining, A::step_ladder, "stopping"},
    Transition{draining, exited, stopped, A::settle, "stopped"},

    Transition{backoff, backoff_over, preparing, A::prepare, "starting again"},
    Transition{backoff, start_wanted, preparing, A::prepare, "starting again: asked to"},
    Transition{backoff, stop_wanted, stopped, A::settle, "stopped"},
    Transition{backoff, hold_wanted, held, A::none, "on hold"},

    Transition{held, start_wanted, preparing, A::prepare, "starting again: asked to"},
    Transition{held, stop_wanted, stopped, A::settle, "stopped"},
    Transition{held, hold_wanted, held, A::none, "on hold"},
    Transition{held, look_again, held, A::prepare, "looks again"},
    Transition{held, must_not_start, held, A::wait, "must not start"},
    Transition{held, must_wait, preparing, A::wait, "waits before the start"},
    Transition{held, prepared, starting, A::start_jvm, "starting the JVM"},
};

constexpr std::array<std::string_view, kStateCount> kStateNames{
    "STOPPED", "PREPARING", "STARTING", "RECOVERING", "SERVING",
    "FROZEN",  "DRAINING",  "BACKOFF",  "HELD"};
constexpr std::array<std::string_view, kEventCount> kEventNames{
    "start_wanted",  "stop_wanted",    "hold_wanted", "adopted",     "prepared",
    "must_wait",     "must_not_start", "look_again",  "jvm_started", "start_failed",
    "recovery_seen", "serving_seen",   "frozen_seen", "moves_again", "exited_retry",
    "exited_hold",   "exited",         "backoff_over"};

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
