// A node with fake ports: records what it orders and answers as a JVM would.
#pragma once

#include <string>
#include <vector>

#include "agent/node/node.hpp"

namespace ballast::test {

class ManualClock final : public Clock {
  public:
    SteadyTime steady() const override { return steady_; }
    WallTime wall() const override { return WallTime{} + steady_.time_since_epoch(); }
    void advance(std::chrono::milliseconds by) { steady_ += by; }

  private:
    SteadyTime steady_{std::chrono::hours{1000}};
};

struct NodeSimulation {
    explicit NodeSimulation(agent::Intent intent = {}, Role role = Role::kafka)
        : node(identity(role), std::move(intent), "rev-0", ports()) {}

    static NodeIdentity identity(Role role) {
        NodeIdentity out;
        out.cluster = "demo";
        out.role = role;
        out.name = role == Role::kafka ? "kafka-0" : "zookeeper-1";
        return out;
    }

    agent::NodePorts ports() {
        agent::NodePorts out;
        out.clock = &clock;
        out.jitter = [] { return 0.0; };
        out.prepare = [this](std::uint64_t ticket) { prepare_ticket = ticket; };
        out.start_jvm = [this](const agent::Prepared&) { ++starts; };
        out.signal_jvm = [this](const ProcessIdentity&, int number) { signals.push_back(number); };
        out.forget_exit = [this] { ++forgotten; };
        out.leave = [this] { left = true; };
        out.watch = [this](bool on) { watching = on; };
        out.set_timer = [this](std::chrono::milliseconds delay, std::uint64_t ticket) {
            timer_delay = delay;
            timer_ticket = ticket;
        };
        out.keep_intent = [this](const agent::Intent& intent) { saved = intent; };
        out.served = [this] { ++served; };
        out.log = [this](const std::string& line) { lines.push_back(line); };
        return out;
    }

    // What the world answers.
    void prepared() {
        node.on_prepared(prepare_ticket, agent::Prepared{.heap_bytes = 512, .revision = "rev-1"});
    }
    void jvm_started() { node.on_jvm_started({{100 + starts, 5}, clock.wall()}); }
    void serving() { node.on_health({.serving = true}); }
    void exited(int code, int number = 0) {
        node.on_jvm_exited({.pid = 100 + starts, .exit_code = code, .signal = number});
    }
    void bring_up() {
        node.on_no_jvm();
        prepared();
        jvm_started();
        serving();
    }
    void fire_timer() {
        clock.advance(timer_delay);
        node.on_timer(timer_ticket);
    }
    agent::State state() const { return node.report().state; }

    ManualClock clock;
    std::uint64_t prepare_ticket = 0;
    std::uint64_t timer_ticket = 0;
    std::chrono::milliseconds timer_delay{0};
    int starts = 0;
    int forgotten = 0;
    int served = 0;
    bool left = false;
    bool watching = false;
    std::vector<int> signals;
    std::vector<std::string> lines;
    std::optional<agent::Intent> saved;
    agent::Node node;
};

}  // namespace ballast::test
