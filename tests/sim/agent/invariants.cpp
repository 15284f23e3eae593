#include "tests/sim/agent/invariants.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <ranges>

#include "agent/node/restart_policy.hpp"
#include "agent/node/stop_ladder.hpp"

namespace ballast::sim {
namespace {

using agent::State;
using agent::Verb;

constexpr Milliseconds kGrace = std::chrono::milliseconds{agent::kStartGrace}.count();
// An agent that was away hears of an end late, so that its window is not quite ours.
constexpr Milliseconds kWindow = 200'000;
// The agent hears a moment later that init was told to stop.
constexpr Milliseconds kOnTheWay = 2;
constexpr agent::RestartBudget kBudget{};

bool of_intent(Verb verb) {
    return verb == Verb::start || verb == Verb::stop || verb == Verb::restart;
}

bool stops(Verb verb) {
    return verb == Verb::stop || verb == Verb::restart || verb == Verb::shutdown;
}

}  // namespace

void Invariants::fail(const char* invariant, std::string detail) {
    if (!violation_) {
        violation_ = Violation{invariant, std::move(detail), world_.timeline.now()};
    }
}

void Invariants::on_admitted(const agent::Command& command, const Jvm* running) {
    if (std::ranges::find(taken_, command.id) != taken_.end()) {
        fail("one_effect_per_id",
             fmt::format("{} was answered before and is taken anew", command.id));
    }
    if (command.epoch && *command.epoch < durable_epoch_) {
        fail("no_lower_epoch", fmt::format("epoch {} after {}", *command.epoch, durable_epoch_));
    }
    if (command.expected_incarnation &&
        (running == nullptr || *command.expected_incarnation != world_.incarnation(*running))) {
        fail("no_wrong_incarnation", "taken for " + *command.expected_incarnation);
    }
}

void Invariants::on_recorded(const agent::Command& command) {
    orders_.push_back({command.id, command.verb, command.force_after, command.epoch.value_or(0),
                       world_.timeline.now(), kNever, init_, false});
    // Ends on hold are nobody's restarts.
    if (command.verb == Verb::start || command.verb == Verb::restart ||
        command.verb == Verb::release) {
        ends_.clear();
    }
}

void Invariants::on_answered(const std::string& id, bool kept) {
    const auto at = std::ranges::find(orders_, id, &Order::id);
    if (at == orders_.end()) {
        return;
    }
    at->answered_at = world_.timeline.now();
    // It is carried out now, also after an end that came since it was taken.
    const bool starts = of_intent(at->verb) || at->verb == Verb::release;
    if (starts && !ends_.empty() && ends_.back().at >= at->at) {
        wait_forgiven_ = true;
    }
    if (!kept) {
        return;
    }
    at->durable = true;
    taken_.push_back(id);
    durable_epoch_ = std::max(durable_epoch_, at->epoch);
}

void Invariants::on_not_kept(const std::string& id) {
    const auto at = std::ranges::find(orders_, id, &Order::id);
    if (at == orders_.end()) {
        return;
    }
    if (at->verb == Verb::hold) {
        ends_.clear();
    }
    orders_.erase(at);
}

// What was never answered and is not in the journal was never said.
void Invariants::on_agent_start(const agent::Journal& journal) {
    std::erase_if(orders_, [&](const Order& order) {
        return !order.durable && journal.find_command(order.id) == nullptr;
    });
    // An end that init tells again, after a stop came in, is that stop's.
    std::erase_if(ends_, [&](const End& end) {
        return !end.forgotten && std::ranges::any_of(orders_, [&](const Order& order) {
            return stops(order.verb) && order.at >= end.at;
        });
    });
}

void Invariants::on_init_start() {
    ++init_;
    stopping_since_.reset();
    termed_.reset();
}

void Invariants::on_init_gone() {
    std::erase_if(ends_, [](const End& end) { return !end.forgotten; });
    wait_forgiven_ = true;  // the end that nobody saw has no backoff
}

void Invariants::on_exit_forgotten() {
    for (auto& end : ends_) {
        end.forgotten = true;
    }
}

const Invariants::Order* Invariants::last_of_intent() const {
    for (const auto& order : orders_ | std::views::reverse) {
        if (of_intent(order.verb)) {
            return &order;
        }
    }
    return nullptr;
}

bool Invariants::run_is_meant() const {
    const auto* last = last_of_intent();
    return last == nullptr || last->verb != Verb::stop;
}

bool Invariants::on_hold() const {
    for (const auto& order : orders_ | std::views::reverse) {
        if (order.verb == Verb::hold || order.verb == Verb::release) {
            return order.verb == Verb::hold && order.durable;
        }
    }
    return false;
}

bool Invariants::shutdown_due() const {
    for (const auto& order : orders_ | std::views::reverse) {
        if (order.verb == Verb::shutdown) {
            return order.durable && order.init == init_;
        }
        if (order.verb == Verb::start || order.verb == Verb::restart) {
            return false;
        }
    }
    return false;
}

void Invariants::on_start(Dangers dangers) {
    const auto* intent = last_of_intent();
    if (intent != nullptr && intent->verb == Verb::stop && intent->durable) {
        fail("stays_stopped", "started after " + intent->id);
    }
    if (on_hold()) {
        fail("nothing_on_hold", "started on hold");
    }
    if (shutdown_due()) {
        fail("shutdown_is_final", "started by the init that a shutdown was for");
    }
    if (stopping_since_ && world_.timeline.now() - *stopping_since_ > kOnTheWay) {
        fail("shutdown_is_final", "started by an init that was told to stop");
    }
    for (std::size_t i = 0; i < kDangers.size(); ++i) {
        if (((dangers & guarded_) >> i & 1U) != 0) {
            fail("start_guards", fmt::format("started in spite of: {}", kDangers.at(i)));
        }
    }
    check_budget();
    last_start_ = world_.timeline.now();
    wait_forgiven_ = false;
    termed_.reset();
}

void Invariants::check_budget() {
    if (ends_.empty() || ends_.back().at < last_start_) {
        return;
    }
    const auto last = ends_.back();
    const auto count = std::ranges::count_if(ends_, [&](const End& end) {
        return end.excused == last.excused && end.at >= last.at - kWindow;
    });
    if (!last.excused && count >= static_cast<std::int64_t>(kBudget.most_ends)) {
        fail("restart_budget", fmt::format("started after {} unplanned ends", count));
    }
    auto ceiling = kBudget.first_delay;
    for (std::int64_t i = 1; i < count && ceiling < kBudget.longest_delay; ++i) {
        ceiling *= 2;
    }
    const auto least = std::min(ceiling, kBudget.longest_delay).count() / 2;
    const auto waited = world_.timeline.now() - last.at;
    if (!wait_forgiven_ && waited < least) {
        fail("restart_backoff", fmt::format("started {} ms after an unplanned end, the {}. of "
                                            "them, instead of {} ms",
                                            waited, count, least));
    }
}

std::optional<Milliseconds> Invariants::being_stopped_since(const Jvm& jvm) const {
    std::optional<Milliseconds> since = stopping_since_;
    for (const auto& order : orders_) {
        const bool for_init = order.verb == Verb::shutdown && order.init == init_;
        const bool for_jvm = order.answered_at >= jvm.ordered_at && order.verb != Verb::shutdown;
        if (stops(order.verb) && (for_jvm || for_init)) {
            since = std::min(since.value_or(order.at), order.at);
        }
    }
    const auto* intent = last_of_intent();
    if (!since && intent != nullptr && intent->verb == Verb::stop) {
        since = intent->at;
    }
    return since;
}

void Invariants::on_signal(const Jvm* jvm, int number) {
    if (number != SIGTERM && number != SIGKILL) {
        return;
    }
    if (jvm == nullptr) {
        fail("no_wrong_incarnation", fmt::format("signal {} to a JVM that is not init's", number));
        return;
    }
    const auto now = world_.timeline.now();
    const auto since = being_stopped_since(*jvm);
    if (!since) {
        fail(on_hold() ? "nothing_on_hold" : "no_signal_unasked",
             fmt::format("signal {} though nobody stops it", number));
        return;
    }
    if (number == SIGTERM) {
        const bool in_start = jvm->phase == Phase::loading || jvm->phase == Phase::recovering;
        if (in_start && world_.identity().role == Role::kafka && now - *since < kGrace) {
            fail("no_term_in_start",
                 fmt::format("TERM in its start, {} ms after the stop was asked "
                             "for",
                             now - *since));
        }
        if (!termed_ || termed_->first != jvm) {
            termed_ = std::pair{jvm, now};
        }
        return;
    }
    std::optional<Milliseconds> patience;
    for (const auto& order : orders_) {
        const bool for_init = order.verb == Verb::shutdown && order.init == init_;
        if (stops(order.verb) && order.force_after &&
            (order.answered_at >= jvm->ordered_at || for_init || order.verb == Verb::stop)) {
            const auto its = std::chrono::milliseconds{*order.force_after}.count();
            patience = std::min(patience.value_or(its), its);
        }
    }
    if (!patience) {
        fail("kill_only_as_asked", "KILL though nobody allowed one");
    } else if (!termed_ || termed_->first != jvm || now - termed_->second < *patience) {
        fail("kill_only_as_asked", "KILL before the time that was given");
    }
}

void Invariants::on_jvm_end(const Jvm& jvm) {
    if (!jvm.orphan && !journal_is_old_ && !being_stopped_since(jvm)) {
        ends_.push_back({world_.timeline.now(), jvm.excused, false});
    }
}

void Invariants::on_safe_action(const agent::SafeAction& action, const agent::StartFacts& facts) {
    if (std::holds_alternative<agent::MoveAside>(action) &&
        (facts.identity.role != Role::zookeeper ||
         world_.now_before(world_.zookeeper_down_until))) {
        fail("nothing_is_deleted", "data moved aside that nobody else has");
    }
    if (const auto* stop = std::get_if<agent::StopOwnJvm>(&action)) {
        const auto jvm = std::ranges::find(world_.jvms, stop->process, &Jvm::process);
        const bool in_start = jvm != world_.jvms.end() && jvm->alive() &&
                              (jvm->phase == Phase::loading || jvm->phase == Phase::recovering);
        if (in_start && facts.identity.role == Role::kafka) {
            fail("no_term_in_start", "TERM to an orphan in its start");
        }
    }
}

void Invariants::on_report(const agent::NodeReport& report, bool looks_again) {
    const auto wrong = [&](const char* what) {
        fail("report_is_consistent",
             fmt::format("{}: {} code '{}' reason '{}' next step '{}'", what,
                         to_string(report.state), report.code, report.reason, report.next_step));
    };
    const bool runs = report.state == State::starting || report.state == State::recovering ||
                      report.state == State::serving || report.state == State::frozen ||
                      report.state == State::draining;
    if (report.reason.empty()) {
        wrong("no reason");
    } else if (report.jvm_pid != 0 && !runs) {
        wrong("a JVM in a state without one");
    } else if (report.ready && report.state != State::serving) {
        wrong("ready without serving");
    } else if ((report.state == State::held || report.state == State::backoff ||
                report.state == State::frozen) &&
               report.code.empty()) {
        wrong("no code");
    } else if (report.state == State::held && report.next_step.empty() && !looks_again) {
        wrong("waits for a person and does not say for what");
    } else if (report.state == State::serving) {
        const bool well = report.ready && report.conditions.empty() && !report.on_hold;
        if (report.code.empty() != well) {
            wrong(well ? "a code though all is well" : "no code though something is wrong");
        }
    }
}

}  // namespace ballast::sim
