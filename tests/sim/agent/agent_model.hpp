// The agent around the decision code, which is the product's own: ports, journal keeper, commands
// and the start sequence as agent/ has them, in virtual time. It may die between any two steps.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/node/node.hpp"
#include "tests/sim/agent/init_model.hpp"
#include "tests/sim/agent/invariants.hpp"
#include "tests/sim/agent/planted_bugs.hpp"
#include "tests/sim/agent/world.hpp"

namespace ballast::sim {

// What init says first to each agent.
struct Hello {
    std::string init;
    bool running = false;
    bool exited = false;
    Jvm* jvm = nullptr;
    bool stopping = false;
};

class WorldClock final : public Clock {
  public:
    explicit WorldClock(const World& world) : world_(world) {}
    SteadyTime steady() const override {
        return SteadyTime{
            std::chrono::milliseconds{world_.timeline.now() - world_.booted_at + kUptime}};
    }
    WallTime wall() const override {
        return WallTime{} +
               std::chrono::milliseconds{world_.timeline.now() + world_.wall_offset + kEpoch};
    }

  private:
    static constexpr Milliseconds kUptime = 20'000;
    static constexpr Milliseconds kEpoch = 1'700'000'000'000;
    const World& world_;
};

class AgentModel {
  public:
    AgentModel(World& world, Invariants& invariants, InitModel& init, Plant plant);

    void start();
    void die();
    void end();
    // At the step that many steps from now.
    void die_soon(std::int64_t steps);
    void live_on() { steps_left_ = -1; }
    bool alive() const { return node_.has_value(); }
    const agent::Node* node() const { return node_ ? &*node_ : nullptr; }
    // A timer or a preparation is under way.
    bool looks_again() const { return timer_armed_ || preparations_ > 0; }

    // A message of init's; lost if this agent is gone when it comes.
    void from_init(std::function<void()> what);
    void on_hello(const Hello& hello);
    void on_started(const Jvm& jvm);
    void on_start_failed();
    void on_exited(Jvm& jvm);
    void on_stopping();

    void on_jvm_change();  // the prober and the watch see it soon
    void on_command(const agent::Command& command, const agent::Caller& caller);
    void on_log_warning();

  private:
    using Kept = std::function<void(bool kept)>;
    struct Look;  // one preparation

    World& world_;
    Invariants& invariants_;
    InitModel& init_;
    Plant plant_;
    WorldClock clock_;
    std::optional<agent::Node> node_;
    std::uint64_t life_ = 0;
    bool dying_ = false;
    std::int64_t steps_left_ = -1;
    bool hello_ = false;
    bool watching_ = false;

    // The journal.
    std::shared_ptr<const agent::Journal> durable_ = std::make_shared<agent::Journal>();
    std::shared_ptr<const agent::Journal> newest_;
    std::uint64_t wanted_ = 0;
    std::uint64_t tried_ = 0;
    bool writing_ = false;
    bool last_write_failed_ = false;
    std::multimap<std::uint64_t, Kept> waiting_;  // by the number of the write

    // Orders to init in their order; ForgetExit and all behind it wait for the journal.
    struct OrderToInit {
        std::uint64_t after_write = 0;
        std::function<void()> carry;
    };
    std::vector<OrderToInit> outbox_;

    std::uint64_t timer_ = 0;
    bool timer_armed_ = false;
    int preparations_ = 0;
    Dangers dangers_ = 0;  // of the world when the answer to the last preparation was made
    std::uint64_t seen_owner_ = 0;
    Milliseconds seen_owner_at_ = 0;
    std::uint64_t watch_ticks_ = 0;

    agent::NodePorts ports();
    agent::Journal inherited() const;
    void take_revision();
    bool survives();
    void run(const std::function<void(agent::Node&)>& what);
    void later(Milliseconds delay, std::function<void()> what);
    void to_init(std::function<void()> what, bool after_journal = false);
    void flush_outbox();
    void keep(const agent::Journal& journal);
    void write();
    void look(std::uint64_t ticket, int actions);
    void answer(std::uint64_t ticket, agent::Preparation preparation, Dangers dangers);
    void carry_out(const agent::SafeAction& action, const agent::StartFacts& facts);
    void blind(agent::StartFacts& facts) const;
    agent::ExitVerdict explain(const Jvm& jvm) const;
    agent::JvmExit exit_of(const Jvm& jvm) const;
    agent::JvmRunning running(const Jvm& jvm) const;
    void tick_watch();
    void after_kept(const agent::Command& command, const agent::Caller& caller, bool fresh,
                    bool kept);
};

}  // namespace ballast::sim
