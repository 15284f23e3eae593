#include "agent/node/stop_ladder.hpp"

namespace ballast::agent {

StopDecision next_stop_step(const StopFacts& facts, SteadyTime now) {
    if (!facts.jvm_known) {
        return {};
    }
    if (!facts.term_sent) {
        const bool in_start = facts.role == Role::kafka && !facts.served;
        if (in_start && now < facts.asked + kStartGrace) {
            return {StopStep::wait, facts.asked + kStartGrace};
        }
        return {StopStep::term, {}};
    }
    if (!facts.force_after || facts.kill_sent) {
        return {};
    }
    const auto due = *facts.term_sent + *facts.force_after;
    return now < due ? StopDecision{StopStep::wait, due} : StopDecision{StopStep::kill, {}};
}

}  // namespace ballast::agent
