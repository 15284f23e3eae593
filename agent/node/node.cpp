#include "agent/node/node.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <string.h>

#include <algorithm>

namespace ballast::agent {
namespace {

constexpr const char* kOnHold = "ON_HOLD";
constexpr const char* kFrozen = "FROZEN";
constexpr std::size_t kMostConditions = 32;
// What the machine lacked (memory, processes, a mounted folder) may be there again.
constexpr std::chrono::seconds kAfterFailedStart{10};

std::string with_reason(const std::string& text, const std::string& reason) {
    return reason.empty() ? text : text + ": " + reason;
}

template <class T>
void add_bounded(std::deque<T>& to, T what, std::size_t most) {
    to.push_back(std::move(what));
    if (to.size() > most) {
        to.pop_front();
    }
}

}  // namespace

std::string to_string(const JvmExit& exit) {
    return exit.signal == 0
               ? fmt::format("exit {}", exit.exit_code)
               : fmt::format("killed by signal {} ({})", exit.signal, strsignal(exit.signal));
}

Node::Node(NodeIdentity identity, Journal journal, std::string accepted_revision, NodePorts ports)
    : identity_(std::move(identity)),
      journal_(std::move(journal)),
      revision_(std::move(accepted_revision)),
      ports_(std::move(ports)),
      policy_(journal_.history, ports_.boot_id),
      since_(ports_.clock->wall()),
      finding_{.code = {}, .reason = "the agent has just started", .next_step = {}} {}

bool Node::apply(Event event, const Finding& finding, const std::string& by) {
    const auto row = find_transition(state_, event);
    if (!row) {
        return false;
    }
    auto told = finding;
    if (told.reason.empty()) {
        told.reason = row->reason;
    }
    // Looking again at what has not changed is no news.
    const bool news = row->to != state_ || (event != Event::look_again && told != finding_);
    const bool moved = news && (row->to != state_ || told.code != finding_.code);
    // An adopted JVM has served since its start, as far as we know; looking at it changes nothing.
    if (moved && !(adopted_ && event == Event::serving_seen)) {
        since_ = ports_.clock->wall();
    }
    if (news) {
        const auto from = state_;
        state_ = row->to;
        finding_ = told;
        add_bounded(transitions_,
                    {ports_.clock->wall(), from, state_, finding_.code, finding_.reason},
                    NodeReport::kTransitions);
        tell(EventKind::transition, finding_.code, finding_.reason, by);
    }
    act(row->action);
    return true;
}

void Node::act(Action action) {
    switch (action) {
        case Action::none:
        case Action::wait:  // whoever gave the event knows the delay and sets the timer
            return;
        case Action::prepare:
            ports_.prepare(++ticket_);
            return;
        case Action::start_jvm:
            health_ = {};
            served_ = false;
            adopted_ = false;
            watched_.clear();
            logged_.clear();
            ports_.start_jvm(*prepared_);
            return;
        case Action::watch_jvm:
            ports_.watch(true);
            return;
        case Action::step_ladder:
            step_ladder();
            return;
        case Action::settle:
            settle();
            return;
    }
}

void Node::settle() {
    if (leaving_) {
        ports_.leave();
        return;
    }
    if (!journal_.intent.run) {
        finding_ = {.code = "STOPPED_ON_PURPOSE",
                    .reason = with_reason("stopped on purpose", journal_.intent.reason),
                    .next_step = fmt::format("ballast node start {}", identity_.name)};
        return;
    }
    if (journal_.hold) {
        apply(Event::hold_wanted, hold_finding());
    } else if (journal_.held) {
        apply(Event::exited_hold, *journal_.held);
    } else if (const auto left = policy_.remaining(ports_.clock->steady()); left.count() > 0) {
        apply(Event::exited_retry, {.code = journal_.last_end_code,
                                    .reason = "waits for its next start as before",
                                    .next_step = {}});
        wait(left);
    } else {
        apply(Event::start_wanted);
    }
}

void Node::wait(std::chrono::milliseconds delay) {
    ports_.set_timer(delay, ++ticket_);
}

void Node::on_no_jvm(const std::string& init) {
    init_ = init;
    policy_.on_revision(revision_);
    if (journal_.history.revision != revision_) {
        journal_.held.reset();
    }
    if (!journal_.incarnation.empty()) {
        tell(EventKind::warning, "ENDED_UNSEEN",
             "the JVM ended with its machine or container; nobody saw how");
        journal_.incarnation.clear();
        journal_.last_end_code = "ENDED_UNSEEN";
    }
    leaving_ = shutdown_pending();
    settle_pending();
    keep();
    settle();
}

void Node::on_adopted(const std::string& init, const JvmRunning& jvm) {
    init_ = init;
    jvm_ = jvm;
    adopted_ = true;
    apply(Event::adopted);
    since_ = jvm.started_at;
    if (journal_.held) {  // it runs: what held it before is told, and no more than that
        on_log_finding(*journal_.held);
        journal_.held.reset();
    }
    journal_.incarnation = incarnation();
    keep();
    if (const auto* pending = pending_for(incarnation())) {
        stop({.leave = pending->leave,
              .reason = pending->reason,
              .by = pending->by,
              .force_after = pending->force_after});
    } else if (!wants_run()) {
        stop({.leave = false,
              .reason = journal_.intent.reason,
              .by = journal_.intent.by,
              .force_after = {}});
    }
}

void Node::on_exited_while_away(const std::string& init, const JvmExit& exit,
                                const ExitVerdict& verdict) {
    init_ = init;
    leaving_ = shutdown_pending();
    auto told = exit;
    told.asked = pending_for(journal_.incarnation) != nullptr || !journal_.intent.run;
    forget_jvm(told, verdict);
    if (told.asked) {
        keep_end();
        settle();
    } else {
        unplanned_end(told, verdict);
    }
}

bool Node::shutdown_pending() const {
    const auto* pending = pending_for({});
    return pending != nullptr && pending->leave;
}

// A restart is done once its JVM is gone; a shutdown only once its init is gone, too.
void Node::settle_pending() {
    if (!shutdown_pending()) {
        journal_.pending.reset();
    }
}

const PendingStop* Node::pending_for(const std::string& incarnation) const {
    if (!journal_.pending) {
        return nullptr;
    }
    const auto& pending = *journal_.pending;
    const bool meant = pending.leave ? pending.init == init_ : pending.incarnation == incarnation;
    return meant ? &pending : nullptr;
}

void Node::on_heap_known(std::int64_t bytes) {
    if (heap_bytes_ == 0) {
        heap_bytes_ = bytes;
    }
}

void Node::on_preparation(std::uint64_t ticket, Preparation preparation) {
    if (ticket != ticket_ || (state_ != State::preparing && state_ != State::held)) {
        return;
    }
    if (const auto* verdict = std::get_if<StartVerdict>(&preparation)) {
        const bool waits = verdict->step == StartStep::wait;
        apply(waits ? Event::must_wait : Event::must_not_start, verdict->finding);
        if (verdict->look_again.count() > 0) {
            wait(verdict->look_again);
        }
        return;
    }
    prepared_ = std::get<Prepared>(std::move(preparation));
    heap_bytes_ = prepared_->heap_bytes;
    revision_ = prepared_->revision;
    policy_.on_revision(revision_);
    apply(Event::prepared);
}

void Node::on_jvm_started(const JvmRunning& jvm) {
    jvm_ = jvm;
    journal_.incarnation = incarnation();
    keep();
    apply(Event::jvm_started);
    if (state_ == State::draining) {
        step_ladder();
    }
}

void Node::on_start_failed(const std::string& message) {
    ++ticket_;  // a timer of its stop counts no more
    apply(Event::start_failed,
          {.code = "JVM_NOT_STARTED",
           .reason = message,
           .next_step = "see what the reason names; the node tries again by itself"});
    if (state_ == State::held) {
        wait(kAfterFailedStart);
    }
}

void Node::forget_jvm(const JvmExit& exit, const ExitVerdict& verdict) {
    jvm_.reset();
    ++ticket_;  // a timer of its stop counts no more
    health_ = {};
    watched_.clear();
    auto told = exit;
    told.code = exit.asked && exit.clean.value_or(true) ? "" : verdict.finding.code;
    told.cause = told.code.empty() ? "" : verdict.finding.reason;
    add_bounded(exits_, told, NodeReport::kExits);
    journal_.incarnation.clear();
    journal_.last_end_code = told.code;
    settle_pending();
}

// Init keeps an exit until it is in the books, and all that was made of it with it.
void Node::keep_end() {
    keep();
    ports_.forget_exit();
}

void Node::on_jvm_exited(const JvmExit& exit, const ExitVerdict& verdict) {
    ports_.watch(false);
    auto told = exit;
    told.asked = state_ == State::draining;
    forget_jvm(told, verdict);
    if (told.asked) {
        keep_end();
        apply(Event::exited,
              {.code = told.code,
               .reason = fmt::format("stopped: {}{}", to_string(told),
                                     told.clean.value_or(true) ? "" : ", not in order"),
               .next_step = {}});
    } else {
        unplanned_end(told, verdict);
    }
}

void Node::unplanned_end(const JvmExit& exit, const ExitVerdict& verdict) {
    const auto& finding = verdict.finding;
    const auto what = with_reason(to_string(exit), finding.reason);
    if (journal_.hold) {
        keep_end();
        apply(Event::exited_hold, {.code = kOnHold,
                                   .reason = fmt::format("{}; {}", what, hold_finding().reason),
                                   .next_step = hold_finding().next_step});
        return;
    }
    const auto next = policy_.on_end(ports_.clock->steady(), ports_.jitter(),
                                     verdict.after == AfterExit::excused);
    if (verdict.after == AfterExit::hold) {
        journal_.held =
            Finding{.code = finding.code, .reason = what, .next_step = finding.next_step};
    } else if (next.hold) {
        journal_.held = Finding{
            .code = "CRASH_LOOP",
            .reason = fmt::format("{} unplanned ends in {} s, the last: {}", next.ends,
                                  policy_.budget().window.count(), what),
            .next_step = fmt::format("{}; then: ballast node start {}",
                                     finding.next_step.empty()
                                         ? fmt::format("see ballast logs {}", identity_.name)
                                         : finding.next_step,
                                     identity_.name)};
    } else {
        ++journal_.restarts;
    }
    keep_end();
    if (journal_.held) {
        apply(Event::exited_hold, *journal_.held);
        return;
    }
    apply(Event::exited_retry,
          {.code = finding.code,
           .reason = fmt::format("{}; starts again in {:.1f} s", what,
                                 static_cast<double>(next.delay.count()) / 1000.0),
           .next_step = finding.next_step});
    wait(next.delay);
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
        apply(Event::recovery_seen);
    }
}

void Node::on_watch(const std::vector<Finding>& findings) {
    if (!jvm_) {
        return;
    }
    std::vector<ActiveCondition> now;
    const Finding* frozen = nullptr;
    for (const auto& finding : findings) {
        if (finding.code == kFrozen) {
            frozen = &finding;
            continue;
        }
        const auto at = std::ranges::find(watched_, finding.code,
                                          [](const auto& old) { return old.finding.code; });
        if (at == watched_.end()) {
            tell(EventKind::warning, finding.code, finding.reason);
        }
        now.push_back({finding, at == watched_.end() ? ports_.clock->wall() : at->since});
    }
    watched_ = std::move(now);
    if (frozen != nullptr) {
        apply(Event::frozen_seen, *frozen);
    } else if (state_ == State::frozen) {
        apply(health_.serving ? Event::serving_seen : Event::moves_again);
    }
}

void Node::on_log_finding(const Finding& finding) {
    const bool known = std::ranges::any_of(
        logged_, [&](const auto& old) { return old.finding.code == finding.code; });
    if (known || logged_.size() >= kMostConditions) {
        return;
    }
    logged_.push_back({finding, ports_.clock->wall()});
    tell(EventKind::warning, finding.code, finding.reason);
}

void Node::on_timer(std::uint64_t ticket) {
    if (ticket != ticket_) {
        return;
    }
    if (state_ == State::backoff) {
        apply(Event::backoff_over);
    } else if (state_ == State::draining) {
        step_ladder();
    } else if (state_ == State::preparing || state_ == State::held) {
        apply(Event::look_again);
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
            tell(EventKind::action, {}, fmt::format("TERM to the JVM {}", jvm_->process.pid));
            ports_.signal_jvm(jvm_->process, SIGTERM);
            if (stop_.force_after) {
                wait(*stop_.force_after);
            }
            return;
        case StopStep::kill:
            stop_.kill_sent = true;
            tell(EventKind::action, "FORCED",
                 fmt::format("KILL to the JVM {}: the time to stop in order is over",
                             jvm_->process.pid));
            ports_.signal_jvm(jvm_->process, SIGKILL);
            return;
    }
    if (decision.look_again) {
        wait(std::chrono::ceil<std::chrono::milliseconds>(*decision.look_again - now));
    }
}

void Node::stop(const StopOrder& order) {
    leaving_ = leaving_ || order.leave;
    if (state_ == State::draining) {
        stop_.force_after = order.force_after ? order.force_after : stop_.force_after;
        step_ladder();
        return;
    }
    stop_ = {.served = served_, .asked = ports_.clock->steady(), .force_after = order.force_after};
    const bool moved =
        apply(Event::stop_wanted,
              {.code = {},
               .reason = order.reason.empty() ? std::string() : "stopping: " + order.reason,
               .next_step = {}},
              order.by);
    if (!moved && state_ == State::stopped) {
        settle();
    }
}

std::string Node::incarnation() const {
    return jvm_ ? fmt::format("{}:{}:{}", jvm_->process.pid, jvm_->process.start_ticks,
                              ports_.boot_id)
                : std::string();
}

Finding Node::hold_finding() const {
    return {.code = kOnHold,
            .reason = with_reason("on hold by " + journal_.hold->by, journal_.hold->reason),
            .next_step = fmt::format("ballast node release {}", identity_.name)};
}

void Node::tell(EventKind kind, const std::string& code, const std::string& message,
                const std::string& by) {
    ports_.event({.at = ports_.clock->wall(),
                  .kind = kind,
                  .state = std::string(to_string(state_)),
                  .code = code,
                  .message = message,
                  .by = by});
}

void Node::keep() {
    journal_.history = policy_.history();
    ports_.keep(journal_);
}

}  // namespace ballast::agent
