#include "tests/sim/agent/agent_model.hpp"

#include <fmt/format.h>
#include <signal.h>

#include "agent/recovery/conditions.hpp"

namespace ballast::sim {
namespace {

constexpr Milliseconds kLatency = 1;  // of a message between init and agent
constexpr Milliseconds kWatch = 20'000;

}  // namespace

AgentModel::AgentModel(World& world, Invariants& invariants, InitModel& init, Plant plant)
    : world_(world), invariants_(invariants), init_(init), plant_(plant), clock_(world) {}

void AgentModel::start() {
    ++life_;
    dying_ = false;
    steps_left_ = -1;
    hello_ = false;
    watching_ = false;
    timer_armed_ = false;
    preparations_ = 0;
    seen_owner_ = 0;
    wanted_ = tried_ = 0;
    writing_ = last_write_failed_ = false;
    newest_ = durable_;
    invariants_.on_agent_start(*durable_);
    node_.emplace(world_.identity(), inherited(), world_.revision_name(), ports());
    world_.trace([] { return "an agent starts"; });
}

// A new revision of the document forgives the past, until the journal knows that it did.
void AgentModel::take_revision() {
    if (durable_->history.revision != world_.revision_name()) {
        invariants_.on_revision();
    }
}

void AgentModel::die() {
    if (!node_) {
        return;
    }
    // What a dying agent was writing may have come to the disk.
    if (writing_ && durable_ != newest_ && world_.writable() && world_.random.chance(50)) {
        durable_ = newest_;
    }
    if (last_write_failed_) {
        invariants_.on_journal_lost();
    }
    world_.trace([] { return "the agent dies"; });
    node_.reset();
    ++life_;
    waiting_.clear();
    outbox_.clear();
    init_.on_agent_dead();
}

// An agent that is told to end writes what it did not get to.
void AgentModel::end() {
    if (node_ && world_.writable()) {
        durable_ = newest_;
    }
    die();
}

void AgentModel::die_soon(std::int64_t steps) {
    if (node_) {
        steps_left_ = steps;
        if (steps == 0) {
            die();
        }
    }
}

// One step of the agent, after which it may be gone; then no later one happens.
bool AgentModel::survives() {
    if (!dying_ && steps_left_ > 0 && --steps_left_ == 0) {
        dying_ = true;
    }
    return !dying_;
}

// All calls of the node come through here: it may die in the middle of any.
void AgentModel::run(const std::function<void(agent::Node&)>& what) {
    if (!node_) {
        return;
    }
    what(*node_);
    if (dying_) {
        die();
    } else if (hello_) {
        invariants_.on_report(node_->report(), looks_again());
    }
}

void AgentModel::later(Milliseconds delay, std::function<void()> what) {
    world_.timeline.after(delay, [this, life = life_, what = std::move(what)] {
        if (node_ && life == life_) {
            what();
        }
    });
}

void AgentModel::from_init(std::function<void()> what) {
    later(kLatency, std::move(what));
}

void AgentModel::to_init(std::function<void()> what, bool after_journal) {
    outbox_.push_back({after_journal ? wanted_ : 0, std::move(what)});
    flush_outbox();
}

void AgentModel::flush_outbox() {
    std::size_t sent = 0;
    for (; sent < outbox_.size() && outbox_[sent].after_write <= tried_; ++sent) {
        world_.timeline.after(kLatency,
                              [this, init = init_.life(), carry = std::move(outbox_[sent].carry)] {
                                  if (init_.alive() && init_.life() == init) {
                                      carry();
                                  }
                              });
    }
    outbox_.erase(outbox_.begin(), outbox_.begin() + static_cast<std::ptrdiff_t>(sent));
}

agent::NodePorts AgentModel::ports() {
    return {
        .clock = &clock_,
        .boot_id = world_.boot_id(),
        .jitter = [this] { return static_cast<double>(world_.random.below(1000)) / 1000.0; },
        .prepare =
            [this](std::uint64_t ticket) {
                if (survives()) {
                    ++preparations_;
                    look(ticket, 0);
                }
            },
        .start_jvm =
            [this](const agent::Prepared&) {
                if (survives()) {
                    invariants_.on_start(dangers_);
                    to_init([this, at = world_.timeline.now()] { init_.on_start(at); });
                }
            },
        .signal_jvm =
            [this](const ProcessIdentity& process, int asked) {
                if (!survives()) {
                    return;
                }
                const int number =
                    plant_ == Plant::term_is_kill && asked == SIGTERM ? SIGKILL : asked;
                world_.trace([&] { return fmt::format("signal {} to {}", number, process.pid); });
                auto* jvm = init_.jvm();
                invariants_.on_signal(jvm != nullptr && jvm->process == process ? jvm : nullptr,
                                      number);
                to_init([this, process, number] { init_.on_signal(process, number); });
            },
        .forget_exit =
            [this] {
                if (survives()) {
                    to_init([this] { init_.on_forget_exit(); },
                            plant_ != Plant::exit_forgotten_before_write);
                }
            },
        .leave =
            [this] {
                if (survives()) {
                    to_init([this] { init_.on_leave(); });
                }
            },
        .watch =
            [this](bool on) {
                if (survives()) {
                    watching_ = on;
                    on_jvm_change();
                }
            },
        .set_timer =
            [this](std::chrono::milliseconds delay, std::uint64_t ticket) {
                if (!survives() || (plant_ == Plant::timer_lost && world_.random.chance(20))) {
                    return;
                }
                timer_armed_ = true;
                later(delay.count(), [this, ticket, timer = ++timer_] {
                    if (timer == timer_) {
                        timer_armed_ = false;
                        run([&](agent::Node& node) { node.on_timer(ticket); });
                    }
                });
            },
        .keep =
            [this](const agent::Journal& journal) {
                if (survives()) {
                    keep(journal);
                }
            },
        .served = [this] { survives(); },
        .event =
            [this](const agent::NodeEvent& event) {
                world_.trace([&] {
                    return fmt::format("  [{}] {} {}{}", event.state, event.code, event.message,
                                       event.by.empty() ? "" : " (by " + event.by + ")");
                });
            },
    };
}

void AgentModel::on_hello(const Hello& hello) {
    hello_ = true;
    run([&](agent::Node& node) {
        if (hello.running) {
            node.on_adopted(hello.init, running(*hello.jvm));
        } else if (hello.exited) {
            node.on_exited_while_away(hello.init, exit_of(*hello.jvm), explain(*hello.jvm));
        } else {
            take_revision();
            node.on_no_jvm(hello.init);
        }
    });
    if (hello.stopping) {
        on_stopping();
    }
}

void AgentModel::on_started(const Jvm& jvm) {
    run([&](agent::Node& node) { node.on_jvm_started(running(jvm)); });
}

void AgentModel::on_start_failed() {
    run([](agent::Node& node) { node.on_start_failed("fork: Resource temporarily unavailable"); });
}

void AgentModel::on_exited(Jvm& jvm) {
    run([&](agent::Node& node) { node.on_jvm_exited(exit_of(jvm), explain(jvm)); });
}

void AgentModel::on_stopping() {
    to_init([this] { init_.on_stop_taken(); });
    run([](agent::Node& node) {
        node.stop({.leave = true, .reason = "init was told to stop", .by = "init"});
    });
}

agent::ExitVerdict AgentModel::explain(const Jvm& jvm) const {
    auto verdict = agent::explain_exit(world_.exit_facts(jvm));
    if (plant_ == Plant::every_end_excused) {
        verdict.after = agent::AfterExit::excused;
    }
    return verdict;
}

agent::JvmExit AgentModel::exit_of(const Jvm& jvm) const {
    return {.pid = jvm.process.pid,
            .exit_code = jvm.exit_code,
            .signal = jvm.signal,
            .clean = jvm.exit_code == 143};
}

agent::JvmRunning AgentModel::running(const Jvm& jvm) const {
    return {jvm.process, clock_.wall()};
}

void AgentModel::on_jvm_change() {
    later(world_.random.between(10, 900), [this] { tick_watch(); });
}

void AgentModel::on_log_warning() {
    run([](agent::Node& node) {
        if (node.report().jvm_pid != 0) {
            node.on_log_finding({"LOG_DIR_OFFLINE", "/data2 is offline", "replace the disk"});
        }
    });
}

// The prober and the watch over the running JVM, in one.
void AgentModel::tick_watch() {
    const auto* jvm = init_.jvm();
    if (!watching_ || jvm == nullptr || !jvm->alive()) {
        return;
    }
    agent::Health health;
    if (jvm->frozen) {
        health.code = "NO_ANSWER";
        health.reason = "no answer in 2 s";
    } else if (jvm->phase == Phase::serving) {
        health.serving = true;
    } else if (jvm->phase == Phase::recovering) {
        health = {.recovering = true, .code = "LOG_RECOVERY", .reason = "3 of 10 logs"};
        if (plant_ == Plant::term_in_recovery && world_.random.chance(10)) {
            auto* running_jvm = init_.jvm();
            invariants_.on_signal(running_jvm, SIGTERM);
            world_.term(*running_jvm);
            return;
        }
    } else {
        health.code = "NOT_LISTENING";
        health.reason = "127.10.2.1:9092 refuses connections";
    }
    run([&](agent::Node& node) {
        node.on_health(health);
        node.on_watch(agent::find_while_running(world_.running_facts(*jvm)));
    });
    later(kWatch, [this, tick = ++watch_ticks_] {
        if (tick == watch_ticks_) {
            tick_watch();
        }
    });
}

}  // namespace ballast::sim
