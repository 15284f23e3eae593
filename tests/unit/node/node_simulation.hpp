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
    static constexpr const char* kInit = "77:1234";

    explicit NodeSimulation(agent::Journal journal = {}, Role role = Role::kafka)
        : node(identity(role), std::move(journal), "rev-0", ports()) {}
    static agent::Journal stopped(const std::string& reason = {}) {
        return {.intent = {.run = false, .reason = reason, .by = "ops"}};
    }

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
        out.boot_id = "boot";
        out.jitter = [] { return 0.0; };
        out.prepare = [this](std::uint64_t ticket) { prepare_ticket = ticket; };
        out.start_jvm = [this](const agent::Prepared&) { ++starts; };
        out.signal_jvm = [this](const ProcessIdentity&, int number) { signals.push_back(number); };
        out.forget_exit = [this] {
            ++forgotten;
            saved_when_forgotten = saved;
        };
        out.leave = [this] { left = true; };
        out.watch = [this](bool on) { watching = on; };
        out.set_timer = [this](std::chrono::milliseconds delay, std::uint64_t ticket) {
            timer_delay = delay;
            timer_ticket = ticket;
        };
        out.keep = [this](const agent::Journal& journal) { saved = journal; };
        out.served = [this] { ++served; };
        out.event = [this](const agent::NodeEvent& event) { events.push_back(event); };
        return out;
    }

    // What the world answers.
    void prepared() {
        node.on_preparation(prepare_ticket,
                            agent::Prepared{.heap_bytes = 512, .revision = "rev-1"});
    }
    void must(agent::StartStep step, const std::string& code,
              std::chrono::milliseconds look_again = {}) {
        node.on_preparation(
            prepare_ticket,
            agent::StartVerdict{.step = step,
                                .finding = {.code = code, .reason = "because", .next_step = "do"},
                                .look_again = look_again,
                                .action = {}});
    }
    void jvm_started() { node.on_jvm_started({{100 + starts, 5}, clock.wall()}); }
    void serving() { node.on_health({.serving = true}); }
    void exited(int code, int number = 0) {
        node.on_jvm_exited(
            {.pid = 100 + starts, .exit_code = code, .signal = number, .clean = code == 143},
            {.finding = {.code = "JVM_ENDED", .reason = {}, .next_step = {}}});
    }
    void ended(agent::AfterExit after, const std::string& code) {
        node.on_jvm_exited(
            {.pid = 100 + starts, .exit_code = 1},
            {.after = after, .finding = {.code = code, .reason = "because", .next_step = "do"}});
    }
    agent::Command command(agent::Verb verb, const std::string& reason = {},
                           std::optional<std::chrono::seconds> force_after = {}) {
        agent::Command out{.id = "c" + std::to_string(++commands),
                           .verb = verb,
                           .reason = reason,
                           .force_after = force_after};
        node.record(out, "ops");
        node.carry_out(out, "ops");
        return out;
    }
    std::string command_state(const agent::Command& command) const {
        return node.command_state(*node.journal().find_command(command.id)).state;
    }
    void bring_up() {
        node.on_no_jvm(kInit);
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
    std::vector<agent::NodeEvent> events;
    int commands = 0;
    agent::Journal saved;
    agent::Journal saved_when_forgotten;
    agent::Node node;
};

}  // namespace ballast::test
