#include "tests/sim/agent/init_model.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>

#include "tests/sim/agent/agent_model.hpp"

namespace ballast::sim {
namespace {

constexpr Milliseconds kFirstDelay = 100;
constexpr Milliseconds kLongestDelay = 10'000;
constexpr Milliseconds kStopPatience = 10'000;

}  // namespace

void InitModel::start() {
    ++life_;
    alive_ = true;
    left_ = false;
    state_ = State::none;
    jvm_ = nullptr;
    stopping_ = false;
    agent_delay_ = 0;
    ++stop_wait_;
    invariants_.on_init_start();
    world_.trace([&] { return name() + " starts"; });
    launch_agent();
}

void InitModel::launch_agent() {
    agent_->start();
    const Hello hello{.init = name(),
                      .running = state_ == State::running,
                      .exited = state_ == State::exited,
                      .jvm = jvm_,
                      .stopping = stopping_};
    agent_->from_init([this, hello] { agent_->on_hello(hello); });
}

void InitModel::on_agent_dead() {
    if (!alive_) {
        return;
    }
    if (stopping_) {
        wait_for_stop_taken();
    }
    agent_delay_ = std::clamp(agent_delay_ * 2, kFirstDelay, kLongestDelay);
    world_.timeline.after(agent_delay_, [this, life = life_] {
        if (alive_ && life == life_ && !agent_->alive()) {
            launch_agent();
        }
    });
}

void InitModel::killed(bool with_jvm, Milliseconds until_next) {
    if (!alive_) {
        return;
    }
    world_.trace([&] { return name() + (with_jvm ? " and its JVM are killed" : " is killed"); });
    alive_ = false;
    agent_->die();
    invariants_.on_init_gone();
    if (jvm_ != nullptr && jvm_->alive()) {
        jvm_->orphan = true;
        if (with_jvm) {
            world_.kill(*jvm_);
        }
    }
    world_.timeline.after(until_next, [this, life = life_] {
        if (!alive_ && life == life_) {
            start();
        }
    });
}

void InitModel::told_to_stop() {
    if (!alive_ || stopping_) {
        return;
    }
    stopping_ = true;
    invariants_.on_init_told_to_stop();
    agent_->from_init([this] { agent_->on_stopping(); });
    wait_for_stop_taken();
}

void InitModel::wait_for_stop_taken() {
    world_.timeline.after(kStopPatience, [this, wait = ++stop_wait_] {
        if (!alive_ || wait != stop_wait_) {
            return;
        }
        if (state_ == State::running) {
            world_.trace([&] { return name() + ": TERM to the JVM, no agent takes the stop"; });
            world_.term(*jvm_);
        } else {
            leave();
        }
    });
}

void InitModel::on_stop_taken() {
    if (state_ == State::running) {
        ++stop_wait_;
    }
}

void InitModel::on_jvm_end(Jvm& jvm) {
    if (!alive_ || jvm_ != &jvm) {
        return;
    }
    state_ = State::exited;
    agent_->from_init([this, &jvm] { agent_->on_exited(jvm); });
    if (stopping_) {
        wait_for_stop_taken();
    }
}

void InitModel::on_start(Milliseconds ordered_at) {
    if (state_ != State::none) {
        invariants_.on_start_refused(state_ == State::running
                                         ? "a JVM runs already"
                                         : "the last exit was not taken note of");
        return;
    }
    if (world_.now_before(world_.start_fails_until)) {
        agent_->from_init([this] { agent_->on_start_failed(); });
        return;
    }
    if (world_.volume_in_use()) {
        invariants_.fail("one_jvm_per_volume", "a JVM is started while another has the volume");
    }
    jvm_ = &world_.start_jvm(ordered_at);
    state_ = State::running;
    world_.trace([&] { return name() + " runs the JVM " + world_.incarnation(*jvm_); });
    agent_->from_init([this, jvm = jvm_] { agent_->on_started(*jvm); });
}

void InitModel::on_signal(const ProcessIdentity& process, int number) {
    if (state_ != State::running || jvm_->process != process) {
        return;
    }
    if (number == SIGTERM) {
        world_.term(*jvm_);
    } else if (number == SIGKILL) {
        world_.kill(*jvm_);
    }
}

void InitModel::on_forget_exit() {
    if (state_ == State::exited) {
        state_ = State::none;
        invariants_.on_exit_forgotten();
    }
}

void InitModel::on_leave() {
    if (state_ != State::running) {
        leave();
    }
}

void InitModel::leave() {
    world_.trace([&] { return name() + " leaves"; });
    alive_ = false;
    left_ = true;
    agent_->end();
    invariants_.on_init_gone();
    world_.timeline.after(world_.random.between(2000, 40'000), [this, life = life_] {
        if (!alive_ && life == life_) {
            start();
        }
    });
}

}  // namespace ballast::sim
