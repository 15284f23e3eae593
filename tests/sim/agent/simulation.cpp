#include "tests/sim/agent/simulation.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>

#include "tests/sim/agent/agent_model.hpp"

namespace ballast::sim {
namespace {

using agent::State;
using agent::Verb;
using enum FaultKind;

// The longest that a well node may take to serve: a recovery of 90 s, a backoff of 60 s, a start's
// grace of 60 s before a stop, and some room.
constexpr Milliseconds kPatience = 420'000;

class Run {
  public:
    Run(const History& history, const Guards& guards, Plant plant, bool traced)
        : history_(history),
          world_(history.seed, history.zookeeper, traced),
          invariants_(world_, guards.guarded),
          init_(world_, invariants_),
          agent_(world_, invariants_, init_, plant) {
        init_.attach(agent_);
        world_.on_jvm_end = [this](Jvm& jvm) {
            world_.trace([&] {
                return fmt::format("the JVM {} ends: exit {} signal {} {}", jvm.process.pid,
                                   jvm.exit_code, jvm.signal, jvm.last_words);
            });
            invariants_.on_jvm_end(jvm);
            init_.on_jvm_end(jvm);
        };
        world_.on_jvm_change = [this] { agent_.on_jvm_change(); };
    }

    std::optional<Violation> run() {
        for (const auto& fault : history_.faults) {
            world_.timeline.after(fault.at, [this, &fault] { apply(fault); });
        }
        init_.start();
        go_on_until(history_.faults_end, [] { return false; });
        if (!invariants_.violation()) {
            check_quiet();
        }
        if (!invariants_.violation()) {
            check_helped();
        }
        return invariants_.violation();
    }

  private:
    const History& history_;
    World world_;
    Invariants invariants_;
    InitModel init_;
    AgentModel agent_;
    std::uint64_t epoch_of_[2] = {1, 0};
    int coordinator_ = 0;
    std::vector<std::pair<agent::Command, agent::Caller>> sent_;

    template <class Done>
    bool go_on_until(Milliseconds end, Done done) {
        while (!invariants_.violation() && !done()) {
            if (!world_.timeline.step(end)) {
                return done();
            }
        }
        return true;
    }

    State state() const { return agent_.node() ? agent_.node()->state() : State::stopped; }
    bool serves() const {
        return agent_.node() != nullptr && agent_.node()->report().ready &&
               !invariants_.meant_to_stop();
    }
    bool stopped_as_meant() {
        return invariants_.meant_to_stop() && init_.alive() && agent_.node() != nullptr &&
               state() == State::stopped && !world_.volume_in_use();
    }
    // A hold that is gone is nothing to wait for.
    bool waits_for_a_person() const {
        if (state() != State::held || agent_.looks_again()) {
            return false;
        }
        const auto report = agent_.node()->report();
        return report.on_hold || report.code != "ON_HOLD";
    }

    // Faults are over: the node comes to rest by itself, and what was promised has happened.
    void check_quiet() {
        world_.trace([] { return "--- all is well again ---"; });
        world_.heal();
        agent_.live_on();
        const bool leaves = invariants_.shutdown_due();
        const auto life = init_.life();
        const auto end = world_.timeline.now() + kPatience;
        const bool rests = go_on_until(end, [&] {
            return (leaves && init_.life() == life && init_.alive())
                       ? false
                       : serves() || stopped_as_meant() || waits_for_a_person();
        });
        if (!rests) {
            tell_stuck("comes_to_rest");
        }
    }

    // A person does what the node says: releases it, starts it.
    void check_helped() {
        if (serves()) {
            return;
        }
        world_.trace([] { return "--- a person helps ---"; });
        // An agent that is just being started hears nothing: asked again after a while.
        for (int time = 0; time < 6; ++time) {
            world_.timeline.after(time * 15'000, [this, time] {
                for (const auto verb : {Verb::release, Verb::start}) {
                    if (!serves()) {
                        agent_.on_command(
                            {.id = fmt::format("help-{}-{}", to_string(verb), time), .verb = verb},
                            {.name = "person", .coordinator = false});
                    }
                }
            });
        }
        const bool served =
            go_on_until(world_.timeline.now() + kPatience, [this] { return serves(); });
        if (!served) {
            tell_stuck("serves_when_helped");
        }
    }

    void tell_stuck(const char* invariant) {
        if (agent_.node() == nullptr) {
            invariants_.fail(invariant, "no agent");
            return;
        }
        const auto report = agent_.node()->report();
        invariants_.fail(invariant,
                         fmt::format("{} {} {} after {} s without a fault", to_string(report.state),
                                     report.code, report.reason, kPatience / 1000));
    }

    void apply(const Fault& fault) {
        world_.trace([&] { return "! " + to_string(fault).substr(13); });
        const auto until = world_.timeline.now() + fault.lasts;
        auto* jvm = init_.jvm();
        const bool runs = jvm != nullptr && jvm->alive();
        switch (fault.kind) {
            case command:
                send(fault.command);
                break;
            case coordinator_change:
                coordinator_ = 1 - coordinator_;
                epoch_of_[coordinator_] = epoch_of_[1 - coordinator_] + 1;
                break;
            case agent_crash:
                agent_.die_soon(fault.detail);
                break;
            case init_killed:
            case container_killed:
                init_.killed(fault.kind == container_killed, world_.random.between(100, 6000));
                break;
            case reboot:
                reboot_machine();
                break;
            case stop_asked:
                init_.told_to_stop();
                break;
            case jvm_exit:
                if (runs) {
                    end_jvm(*jvm, static_cast<int>(fault.detail));
                }
                break;
            case jvm_crash_loop:
                world_.crash_loop_until = until;
                world_.crash_loop_status = static_cast<int>(fault.detail);
                if (runs) {
                    end_jvm(*jvm, static_cast<int>(fault.detail));
                }
                break;
            case jvm_freeze:
                if (runs) {
                    world_.freeze(*jvm, fault.lasts);
                }
                break;
            case jvm_hangs_in_stop:
                world_.hangs_in_stop_until = until;
                break;
            case jvm_start_fails:
                world_.start_fails_until = until;
                break;
            case slow_disk:
                world_.slow_disk_until = until;
                break;
            case disk_full:
            case disk_read_only:
                (fault.kind == disk_full ? world_.full_until : world_.read_only_until) = until;
                if (runs && !history_.zookeeper && jvm->phase == Phase::serving &&
                    fault.command.which % 2 == 0) {
                    world_.lose_disk(*jvm);
                }
                break;
            case lost_volume:
                world_.loses_volume = true;
                world_.settle_volume();
                break;
            case other_volume:
                world_.other_volume_until = until;
                break;
            case other_brokers_volume:
                world_.other_broker_until = until;
                break;
            case damaged_volume:
                world_.damaged = !world_.empty;
                break;
            case initialize_file:
                world_.initialize = true;
                break;
            case foreign_lock:
                world_.lock_until = until;
                break;
            case port_taken:
                world_.port_until = until;
                break;
            case zookeeper_down:
                world_.zookeeper_down_until = until;
                break;
            case foreign_owner:
                world_.foreign_owner_until = until;
                world_.take_registration();
                break;
            case sole_in_sync:
            case in_sync_again:
                world_.sole_in_sync = fault.kind == sole_in_sync;
                break;
            case clock_jump:
                world_.wall_offset += fault.detail;
                break;
            case new_revision:
                ++world_.revision;
                break;
            case log_warning:
                agent_.on_log_warning();
                break;
        }
    }

    void end_jvm(Jvm& jvm, int status) {
        if (jvm.frozen && status != 137) {
            return;
        }
        if (status == 143 || status == 130) {  // TERM by somebody else
            world_.term(jvm);
        } else {
            world_.end(jvm, status, status == 137 ? SIGKILL : status == 134 ? SIGABRT : 0);
        }
    }

    void reboot_machine() {
        for (auto& jvm : world_.jvms) {
            world_.kill(jvm);
        }
        init_.killed(true, world_.random.between(1000, 20'000));
        ++world_.boot;
        world_.booted_at = world_.timeline.now();
        invariants_.on_reboot();
    }

    void send(const PlannedCommand& planned) {
        if (planned.repeats || planned.reuses) {
            if (sent_.empty()) {
                return;
            }
            auto [again, caller] = sent_[planned.which % sent_.size()];
            if (planned.reuses) {
                again.reason = "something else";
            }
            agent_.on_command(again, caller);
            return;
        }
        agent::Command out{.id = fmt::format("c{}", sent_.size()),
                           .verb = planned.verb,
                           .reason = planned.which % 3 == 0 ? "" : "because"};
        agent::Caller caller{.name = "person", .coordinator = false};
        if (planned.sender != Sender::person) {
            const bool other = planned.sender == Sender::coordinator_b;
            caller = {.name = other ? "coordinator-b" : "coordinator-a", .coordinator = true};
            out.epoch = std::max<std::uint64_t>(epoch_of_[other ? 1 : 0], 1);
            if (planned.epoch == EpochMode::stale) {
                *out.epoch = std::max<std::uint64_t>(*out.epoch, 2) - 1;
            } else if (planned.epoch == EpochMode::none) {
                out.epoch.reset();
            }
        } else if (planned.epoch == EpochMode::stale) {
            out.epoch = 1;
        }
        if (planned.force_after != 0) {
            out.force_after = std::chrono::seconds{planned.force_after};
        }
        if (const auto* jvm = init_.jvm()) {
            if (planned.target == TargetMode::current) {
                out.expected_incarnation = world_.incarnation(*jvm);
            } else if (planned.target == TargetMode::earlier) {
                out.expected_incarnation = world_.incarnation(world_.jvms.front());
            }
        }
        sent_.emplace_back(out, caller);
        agent_.on_command(out, caller);
    }
};

}  // namespace

std::optional<Violation> run_history(const History& history, const Guards& guards, Plant plant,
                                     bool traced) {
    return Run(history, guards, plant, traced).run();
}

}  // namespace ballast::sim
