// ballast-init by the rules of agent/init/supervisor.cpp: one JVM, whose exit it keeps until the
// agent has taken note of it; it starts agents again; it may be killed itself.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "tests/sim/agent/invariants.hpp"
#include "tests/sim/agent/world.hpp"

namespace ballast::sim {

class AgentModel;

class InitModel {
  public:
    InitModel(World& world, Invariants& invariants) : world_(world), invariants_(invariants) {}
    void attach(AgentModel& agent) { agent_ = &agent; }

    void start();
    // Ends without a word. The JVM lives on as an orphan, or ends with it.
    void killed(bool with_jvm, Milliseconds until_next);
    void told_to_stop();
    void on_agent_dead();
    void on_jvm_end(Jvm& jvm);

    bool alive() const { return alive_; }
    bool left() const { return left_; }  // by the agent's order or after a stop
    std::string name() const { return "init-" + std::to_string(life_); }
    // The JVM that it runs, or the last one; null: it never started one.
    Jvm* jvm() { return jvm_; }
    bool runs() const { return state_ == State::running; }

    // The agent's orders; they come here some time after they were sent.
    void on_start(Milliseconds ordered_at);
    void on_signal(const ProcessIdentity& process, int number);
    void on_forget_exit();
    void on_leave();
    void on_stop_taken();
    std::uint64_t life() const { return life_; }

  private:
    enum class State : std::uint8_t { none, running, exited };

    World& world_;
    Invariants& invariants_;
    AgentModel* agent_ = nullptr;
    bool alive_ = false;
    bool left_ = false;
    std::uint64_t life_ = 0;
    State state_ = State::none;
    Jvm* jvm_ = nullptr;
    bool stopping_ = false;
    std::uint64_t stop_wait_ = 0;
    Milliseconds agent_delay_ = 0;

    void launch_agent();
    void wait_for_stop_taken();
    void leave();
};

}  // namespace ballast::sim
