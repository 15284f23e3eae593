#include "agent/node/node.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

namespace ballast::agent {

std::string to_string(const JvmExit& exit) {
    return exit.signal == 0
               ? fmt::format("exit {}", exit.exit_code)
               : fmt::format("killed by signal {} ({})", exit.signal, strsignal(exit.signal));
}

Node::Node(NodeIdentity identity, Intent intent, std::string accepted_revision, NodePorts ports)
    : identity_(std::move(identity)),
      intent_(std::move(intent)),
      revision_(std::move(accepted_revision)),
      ports_(std::move(ports)),
      since_(ports_.clock->wall()),
      reason_("the agent has just started") {}

bool Node::apply(Event event, const std::string& detail, const std::string& code) {
    const auto row = find_transition(state_, event);
    if (!row) {
        return false;
    }
    // An adopted JVM has served since its start, as far as we know; looking at it changes nothing.
    if (row->to != state_ && !(adopted_ && event == Event::serving_seen)) {
        since_ = ports_.clock->wall();
    }
    reason_ =
        detail.empty() ? std::string(row->reason) : fmt::format("{}: {}", row->reason, detail);
    code_ = code;
    ports_.log(fmt::format("{} -> {}: {}{}", to_string(state_), to_string(row->to),
                           code.empty() ? "" : code + " ", reason_));
    state_ = row->to;
    act(row->action);
    return true;
}

void Node::act(Action action) {
    switch (action) {
        case Action::none:
            return;
        case Action::prepare:
            ports_.prepare(++ticket_);
            return;
        case Action::start_jvm:
            health_ = {};
            served_ = false;
            adopted_ = false;
            ports_.start_jvm(*prepared_);
            return;
        case Action::watch_jvm:
            ports_.watch(true);
            return;
        case Action::step_ladder:
            step_ladder();
            return;
        case Action::wait_backoff:
            return;  // unplanned_exit, which knows the delay, sets the timer
        case Action::settle:
            settle();
            return;
    }
}

void Node::settle() {
    if (leaving_) {
        ports_.leave();
    } else if (intent_.run) {
        apply(Event::start_wanted);
    } else {
        reason_ =
            intent_.reason.empty() ? "stopped on purpose" : "stopped on purpose: " + intent_.reason;
        code_ = "STOPPED_ON_PURPOSE";
    }
}

void Node::on_no_jvm() {
    settle();
}

void Node::on_adopted(const JvmRunning& jvm) {
    jvm_ = jvm;
    adopted_ = true;
    apply(Event::adopted);
    since_ = jvm.started_at;
    if (!wants_run()) {
        stop_ = {.asked = ports_.clock->steady()};
        apply(Event::stop_wanted);
    }
}

void Node::on_exited_while_away(const JvmExit& exit) {
    last_exit_ = exit;
    ports_.forget_exit();
    if (wants_run()) {
        unplanned_exit(exit);
    } else {
        settle();
    }
}

void Node::on_prepared(std::uint64_t ticket, Result<Prepared> prepared) {
    if (ticket != ticket_ || state_ != State::preparing) {
        return;
    }
    if (!prepared) {
        const auto& error = prepared.error();
        apply(Event::must_not_start, error.message,
              error.code.empty() ? "PREPARATION_FAILED" : error.code);
        return;
    }
    prepared_ = *std::move(prepared);
    heap_bytes_ = prepared_->heap_bytes;
    revision_ = prepared_->revision;
    apply(Event::prepared);
}

void Node::on_jvm_started(const JvmRunning& jvm) {
    jvm_ = jvm;
    apply(Event::jvm_started);
    if (state_ == State::draining) {
        step_ladder();
    }
}

void Node::on_start_failed(const std::string& message) {
    apply(Event::start_failed, message, "JVM_NOT_STARTED");
}

void Node::on_jvm_exited(const JvmExit& exit) {
    jvm_.reset();
    health_ = {};
    ports_.watch(false);
    last_exit_ = exit;
    last_exit_->asked = state_ == State::draining;
    ports_.forget_exit();
    if (last_exit_->asked) {
        apply(Event::exited, to_string(exit));
    } else {
        unplanned_exit(exit);
    }
}

void Node::unplanned_exit(const JvmExit& exit) {
    const auto verdict = exit.excused
                             ? RestartPolicy::Verdict{.delay = policy_.budget().first_delay}
                             : policy_.on_exit(ports_.clock->steady(), ports_.jitter());
    if (verdict.hold) {
        apply(Event::exited_hold,
              fmt::format("{} unplanned ends in {} s, the last: {}; see its log, then start it",
                          verdict.exits, policy_.budget().window.count(), to_string(exit)),
              "CRASH_LOOP");
        return;
    }
    ++intent_.restarts;
    ports_.keep_intent(intent_);
    apply(Event::exited_retry,
          fmt::format("{}{}, starts again in {:.1f} s", to_string(exit),
                      exit.cause.empty() ? "" : " (" + exit.cause + ")",
                      static_cast<double>(verdict.delay.count()) / 1000.0),
          exit.code.empty() ? "JVM_ENDED" : exit.code);
    ports_.set_timer(verdict.delay, ++ticket_);
}

void Node::on_health(const Health& health) {
    if (!jvm_) {
        return;
    }
    health_ = health;
    if (health.serving) {
        if (!served_) {
            served_ = true;
            ports_.served();
        }
        stop_.served = true;
        apply(Event::serving_seen);
    } else if (health.recovering) {
        apply(Event::recovery_seen, health.reason);
    }
}

void Node::on_timer(std::uint64_t ticket) {
    if (ticket != ticket_) {
        return;
    }
    if (state_ == State::backoff) {
        apply(Event::backoff_over);
    } else if (state_ == State::draining) {
        step_ladder();
    }
}

void Node::step_ladder() {
    stop_.role = identity_.role;
    stop_.jvm_known = jvm_.has_value();
    const auto now = ports_.clock->steady();
    const auto decision = next_stop_step(stop_, now);
    switch (decision.step) {
        case StopStep::wait:
            break;
        case StopStep::term:
            stop_.term_sent = now;
            ports_.signal_jvm(jvm_->process, SIGTERM);
            if (stop_.force_after) {
                ports_.set_timer(*stop_.force_after, ++ticket_);
            }
            return;
        case StopStep::kill:
            stop_.kill_sent = true;
            ports_.signal_jvm(jvm_->process, SIGKILL);
            return;
    }
    if (decision.look_again) {
        ports_.set_timer(std::chrono::ceil<std::chrono::milliseconds>(*decision.look_again - now),
                         ++ticket_);
    }
}

Intent Node::intent_after_start(const std::string& by) const {
    return {.run = true, .by = by, .restarts = intent_.restarts};
}

Intent Node::intent_after_stop(const StopOrder& order) const {
    return order.persist ? Intent{.run = false,
                                  .reason = order.reason,
                                  .by = order.by,
                                  .restarts = intent_.restarts}
                         : intent_;
}

void Node::start(const std::string& by) {
    intent_ = intent_after_start(by);
    policy_.forgive();
    apply(Event::start_wanted);
}

void Node::stop(const StopOrder& order) {
    intent_ = intent_after_stop(order);
    leaving_ = leaving_ || order.leave;
    if (state_ == State::draining) {
        stop_.force_after = order.force_after ? order.force_after : stop_.force_after;
        step_ladder();
        return;
    }
    stop_ = {.served = served_, .asked = ports_.clock->steady(), .force_after = order.force_after};
    if (!apply(Event::stop_wanted, order.reason) && state_ == State::stopped) {
        settle();
    }
}

NodeReport Node::report() const {
    NodeReport report{.identity = identity_,
                      .state = state_,
                      .ready = state_ == State::serving && health_.serving,
                      .code = code_,
                      .reason = reason_,
                      .since = since_,
                      .agent_pid = getpid(),
                      .restarts = intent_.restarts,
                      .heap_bytes = heap_bytes_,
                      .config_revision = revision_,
                      .run_wanted = intent_.run,
                      .stop_reason = intent_.reason,
                      .last_exit = last_exit_};
    if (jvm_) {
        report.jvm_pid = jvm_->process.pid;
        report.rss_bytes = resident_bytes(jvm_->process.pid);
        report.incarnation =
            fmt::format("{}:{}:{}", jvm_->process.pid, jvm_->process.start_ticks, boot_id());
    }
    const bool in_start = state_ == State::starting || state_ == State::recovering;
    if ((in_start || state_ == State::serving) && !health_.serving && !health_.reason.empty()) {
        report.code = health_.code;
        report.reason = health_.reason;
    }
    return report;
}

}  // namespace ballast::agent
