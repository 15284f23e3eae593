// What the verbs of a command do to a node.
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>

#include "agent/node/node.hpp"

namespace ballast::agent {

namespace {

bool of_intent(Verb verb) {
    return verb == Verb::start || verb == Verb::stop || verb == Verb::restart;
}
bool of_hold(Verb verb) {
    return verb == Verb::hold || verb == Verb::release;
}
bool of_pending(Verb verb) {
    return verb == Verb::restart || verb == Verb::shutdown;
}

}  // namespace

void Node::record(const Command& command, const std::string& by) {
    under_way_.push_back({command.id, command.verb, journal_.intent, journal_.hold,
                          journal_.pending, journal_.held});
    journal_.add({.id = command.id,
                  .verb = std::string(to_string(command.verb)),
                  .digest = digest(command),
                  .by = by,
                  .incarnation = incarnation(),
                  .message = {}});
    journal_.epoch = std::max(journal_.epoch, command.epoch.value_or(0));
    switch (command.verb) {
        case Verb::start:
            journal_.intent = {.run = true, .reason = {}, .by = by};
            forgive();
            break;
        case Verb::stop:
            journal_.intent = {.run = false, .reason = command.reason, .by = by};
            break;
        case Verb::restart:
        case Verb::shutdown:
            // Nothing takes a shutdown's place before it is done; a restart without a JVM stops
            // none.
            if (command.verb == Verb::shutdown || (jvm_ && !shutdown_pending())) {
                journal_.pending = PendingStop{.command_id = command.id,
                                               .leave = command.verb == Verb::shutdown,
                                               .incarnation = incarnation(),
                                               .init = init_,
                                               .reason = command.reason,
                                               .by = by,
                                               .force_after = command.force_after};
            }
            if (command.verb == Verb::restart) {
                journal_.intent = {.run = true, .reason = {}, .by = by};
                forgive();
            }
            break;
        case Verb::hold:
            journal_.hold = {.by = by, .reason = command.reason, .since = ports_.clock->wall()};
            break;
        case Verb::release:
            journal_.hold.reset();
            break;
        case Verb::upgrade_agent:
        case Verb::thread_dump:
            break;
    }
    journal_.history = policy_.history();
}

// A person has looked at it: how it ended before says nothing any more.
void Node::forgive() {
    journal_.held.reset();
    journal_.last_end_code.clear();
    policy_.forgive();
}

void Node::carry_out(const Command& command, const std::string& by) {
    std::erase_if(under_way_, [&](const UnderWay& other) { return other.id == command.id; });
    tell(EventKind::command, {},
         fmt::format("{}{}{}", to_string(command.verb), command.reason.empty() ? "" : ": ",
                     command.reason),
         by);
    const StopOrder order{.leave = command.verb == Verb::shutdown,
                          .reason = command.reason,
                          .by = by,
                          .force_after = command.force_after};
    switch (command.verb) {
        case Verb::start:
            want_start(by);
            return;
        case Verb::restart:
            if (const auto* record = journal_.find_command(command.id);
                jvm_ && record != nullptr && record->incarnation == incarnation()) {
                stop(order);
            } else {  // no JVM, or one that began after the command came
                want_start(by);
            }
            return;
        case Verb::stop:
            if (!journal_.intent.run) {  // else a start has overtaken it
                stop(order);
            }
            return;
        case Verb::shutdown:
            stop(order);
            return;
        case Verb::hold:
        case Verb::release:
            follow_hold(by);
            mark_command(command.id, "done", {});
            return;
        case Verb::thread_dump:
            if (jvm_) {
                ports_.signal_jvm(jvm_->process, SIGQUIT);
            }
            mark_command(command.id, jvm_ ? "done" : "failed", jvm_ ? "" : "no JVM runs");
            return;
        case Verb::upgrade_agent:
            return;  // init's and the next agent's
    }
}

// As the journal has it now: a hold and a release may have overtaken each other.
void Node::follow_hold(const std::string& by) {
    if (journal_.hold) {
        // A stop that goes on keeps its timer.
        if (state_ != State::stopped && state_ != State::draining) {
            ++ticket_;  // no preparation or wait of before counts any more
            apply(Event::hold_wanted, hold_finding(), by);
        }
    } else if (state_ == State::held && journal_.held) {
        apply(Event::must_not_start, *journal_.held, by);
    } else if (state_ == State::held) {
        want_start(by);
    }
}

// Unless a stop has overtaken it, or a hold that was to be released is there again.
void Node::want_start(const std::string& by) {
    if (!wants_run()) {
        return;
    }
    if (!journal_.hold) {
        apply(Event::start_wanted, {}, by);
    } else if (state_ == State::stopped) {
        apply(Event::hold_wanted, hold_finding(), by);
    }
}

void Node::mark_command(const std::string& id, const std::string& state,
                        const std::string& message) {
    const auto at = std::ranges::find(journal_.commands, id, &CommandRecord::id);
    if (at == journal_.commands.end()) {
        return;
    }
    at->state = state;
    at->message = message;
    if (state == "failed") {
        take_back(id);
        tell(EventKind::refusal, {}, fmt::format("{}: {}", at->verb, message), at->by);
    }
    keep();
}

// A command that could not be kept leaves no trace: what it replaced comes back, or is what the
// next one replaced.
void Node::take_back(const std::string& id) {
    const auto at = std::ranges::find(under_way_, id, &UnderWay::id);
    if (at == under_way_.end()) {
        return;
    }
    const auto restore = [&](auto concerns, auto before, auto in_journal) {
        if (!concerns(at->verb)) {
            return;
        }
        const auto next = std::find_if(at + 1, under_way_.end(),
                                       [&](const UnderWay& other) { return concerns(other.verb); });
        (next == under_way_.end() ? journal_.*in_journal : (*next).*before) = (*at).*before;
    };
    restore(of_intent, &UnderWay::intent, &Journal::intent);
    restore(of_hold, &UnderWay::hold, &Journal::hold);
    restore(of_pending, &UnderWay::pending, &Journal::pending);
    const auto taken_back = std::move(*at);
    under_way_.erase(at);
    if (of_hold(taken_back.verb) && std::ranges::none_of(under_way_, of_hold, &UnderWay::verb)) {
        follow_hold(journal_.hold ? journal_.hold->by : std::string());
    }
    if (!of_intent(taken_back.verb) ||
        std::ranges::any_of(under_way_, of_intent, &UnderWay::verb)) {
        return;
    }
    if (!journal_.held) {
        journal_.held = taken_back.held;
    }
    // One that this one had overtaken was not carried out.
    if (!journal_.intent.run) {
        stop({.reason = journal_.intent.reason, .by = journal_.intent.by, .force_after = {}});
    } else if (state_ == State::stopped) {
        settle();
    } else if (state_ == State::held && !journal_.hold && !journal_.held) {
        want_start(journal_.intent.by);
    }
}

CommandRecord Node::command_state(const CommandRecord& record) const {
    auto told = record;
    const bool runs_or_stops =
        record.verb == "start" || record.verb == "stop" || record.verb == "restart";
    if (record.state != "accepted" || !runs_or_stops) {
        return told;
    }
    const auto newer = std::ranges::find_if(
        journal_.commands.rbegin(), journal_.commands.rend(), [](const CommandRecord& other) {
            return other.state != "failed" &&
                   (other.verb == "start" || other.verb == "stop" || other.verb == "restart");
        });
    if (newer != journal_.commands.rend() && newer->id != record.id) {
        told.state = "superseded";
        told.message = fmt::format("by {} {}", newer->verb, newer->id);
        return told;
    }
    const bool same_jvm = record.verb == "restart" && !record.incarnation.empty() &&
                          record.incarnation == incarnation();
    if (record.verb == "stop") {
        told.state = state_ == State::stopped ? "done" : "accepted";
    } else if (state_ == State::serving && !same_jvm) {
        told.state = "done";
    } else if (state_ == State::held) {
        told.state = "failed";
        told.message = fmt::format("{}: {}", finding_.code, finding_.reason);
    }
    return told;
}

}  // namespace ballast::agent
