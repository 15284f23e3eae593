// What a node says of itself, put together from its state, its JVM's health and what is wrong.
#include <unistd.h>

#include "agent/node/node.hpp"

namespace ballast::agent {

NodeReport Node::report() const {
    NodeReport report{.identity = identity_,
                      .state = state_,
                      .ready = state_ == State::serving && health_.serving,
                      .served = served_,
                      .code = finding_.code,
                      .reason = finding_.reason,
                      .next_step = finding_.next_step,
                      .since = since_,
                      .agent_pid = getpid(),
                      .restarts = journal_.restarts,
                      .heap_bytes = heap_bytes_,
                      .config_revision = revision_,
                      .incarnation = incarnation(),
                      .run_wanted = journal_.intent.run,
                      .stop_reason = journal_.intent.reason,
                      .on_hold = journal_.hold,
                      .epoch = journal_.epoch,
                      .conditions = logged_,
                      .transitions = transitions_,
                      .exits = exits_};
    report.conditions.insert(report.conditions.end(), watched_.begin(), watched_.end());
    if (jvm_) {
        report.jvm_pid = jvm_->process.pid;
        report.rss_bytes = resident_bytes(jvm_->process.pid);
    }
    const bool in_start = state_ == State::starting || state_ == State::recovering;
    if ((in_start || state_ == State::serving) && !health_.serving && !health_.reason.empty()) {
        report.code = health_.code;
        report.reason = health_.reason;
    } else if (report.code.empty() && journal_.hold) {
        const auto hold = hold_finding();
        report.code = hold.code;
        report.reason = hold.reason;
        report.next_step = hold.next_step;
    } else if (report.code.empty() && !report.conditions.empty()) {
        const auto& first = report.conditions.front().finding;
        report.code = first.code;
        report.reason = first.reason;
        report.next_step = first.next_step;
    }
    return report;
}

}  // namespace ballast::agent
