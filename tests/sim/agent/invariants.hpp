// What must hold at every step, judged on what truly happened: the orders that were given, the
// JVMs that ran. It believes nothing that a node says of itself, except in on_report.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent/node/command.hpp"
#include "agent/node/node_report.hpp"
#include "agent/recovery/condition.hpp"
#include "tests/sim/agent/world.hpp"

namespace ballast::sim {

struct Violation {
    std::string invariant;  // its name in README.md
    std::string detail;
    Milliseconds at = 0;
};

class Invariants {
  public:
    // `guarded`: the dangers that the table of conditions answers.
    Invariants(const World& world, Dangers guarded) : world_(world), guarded_(guarded) {}

    // A command's way: taken as new, in the journal's memory, answered 202 (durable if `kept`) or
    // refused because it could not be kept.
    void on_admitted(const agent::Command& command, const Jvm* running);
    void on_recorded(const agent::Command& command);
    void on_answered(const std::string& id, bool kept);
    void on_not_kept(const std::string& id);

    // The next agent, with what it got of the journal.
    void on_agent_start(const agent::Journal& journal);
    // An agent died whose last write to the journal had failed: until one succeeds, the next ones
    // cannot know what was.
    void on_journal_lost() {
        ends_.clear();
        journal_is_old_ = true;
    }
    void on_journal_written() { journal_is_old_ = false; }
    void on_init_start();
    void on_init_gone();
    void on_init_told_to_stop() { stopping_since_ = world_.timeline.now(); }
    void on_exit_forgotten();
    void on_revision() { ends_.clear(); }
    void on_reboot() { ends_.clear(); }

    // The agent orders a start after a look at the world that had these dangers.
    void on_start(Dangers dangers);
    void on_start_refused(const std::string& why) { fail("start_is_taken", why); }
    void on_signal(const Jvm* jvm, int number);
    void on_jvm_end(const Jvm& jvm);
    void on_safe_action(const agent::SafeAction& action, const agent::StartFacts& facts);
    // `looks_again`: a timer or a preparation is under way.
    void on_report(const agent::NodeReport& report, bool looks_again);
    void fail(const char* invariant, std::string detail);

    bool meant_to_stop() const { return last_of_intent() != nullptr && !run_is_meant(); }
    bool on_hold() const;
    bool shutdown_due() const;
    const std::optional<Violation>& violation() const { return violation_; }

  private:
    struct Order {
        std::string id;
        agent::Verb verb = agent::Verb::start;
        std::optional<std::chrono::seconds> force_after;
        std::uint64_t epoch = 0;
        Milliseconds at = 0;
        Milliseconds answered_at = kNever;
        std::uint64_t init = 0;
        bool durable = false;
    };
    struct End {
        Milliseconds at = 0;
        bool excused = false;
        bool forgotten = false;  // by init: so the journal has it
    };
    const World& world_;
    Dangers guarded_;
    std::vector<Order> orders_;
    std::vector<std::string> taken_;  // ids that were answered
    std::vector<End> ends_;
    std::uint64_t durable_epoch_ = 0;
    std::uint64_t init_ = 0;
    std::optional<Milliseconds> stopping_since_;
    Milliseconds last_start_ = -1;
    bool wait_forgiven_ = false;
    bool journal_is_old_ = false;
    std::optional<std::pair<const Jvm*, Milliseconds>> termed_;
    std::optional<Violation> violation_;

    const Order* last_of_intent() const;
    bool run_is_meant() const;
    std::optional<Milliseconds> being_stopped_since(const Jvm& jvm) const;
    void check_budget();
};

}  // namespace ballast::sim
