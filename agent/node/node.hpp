// One node: follows the table of states, asks for effects through ports, remembers why. Runs on
// the event loop's thread; never blocks. All effects are ports, so that it runs in simulation.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "agent/events/event.hpp"
#include "agent/node/command.hpp"
#include "agent/node/journal.hpp"
#include "agent/node/node_report.hpp"
#include "agent/node/restart_policy.hpp"
#include "agent/node/state_machine.hpp"
#include "agent/node/stop_ladder.hpp"
#include "agent/recovery/condition.hpp"
#include "common/clock.hpp"
#include "common/process_identity.hpp"

namespace ballast::agent {

// What a start needs, made by the preparation from the accepted document.
struct Prepared {
    std::vector<std::string> argv;
    std::vector<std::string> environment;  // "KEY=value"
    std::string working_directory;
    std::int64_t heap_bytes = 0;
    std::string revision;
};

// The end of a preparation: ready to start, or why not yet (steps wait and hold only).
using Preparation = std::variant<Prepared, StartVerdict>;

// What the probes and the log say of the JVM.
struct Health {
    bool serving = false;
    bool recovering = false;
    std::string code;    // why not serving
    std::string reason;  // in words, also the progress of a recovery
};

struct JvmRunning {
    ProcessIdentity process;
    WallTime started_at;
};

// Effects. Each returns at once; answers come back through the on_... members of Node.
struct NodePorts {
    const Clock* clock = nullptr;
    std::string boot_id;
    std::function<double()> jitter;  // in [0, 1)
    // Asks the guards and prepares, off the loop; the answer comes to on_preparation with the
    // same ticket.
    std::function<void(std::uint64_t ticket)> prepare;
    std::function<void(const Prepared&)> start_jvm;
    std::function<void(const ProcessIdentity&, int signal)> signal_jvm;
    std::function<void()> forget_exit;  // once all that was given to `keep` before is durable
    std::function<void()> leave;        // tells init that this node is done
    std::function<void(bool)> watch;    // starts or ends the probing
    // Calls on_timer(ticket) after the delay; an older timer is dropped.
    std::function<void(std::chrono::milliseconds, std::uint64_t ticket)> set_timer;
    std::function<void(const Journal&)> keep;  // durably, later, in the order of the calls
    std::function<void()> served;              // the JVM was seen serving
    std::function<void(const NodeEvent&)> event;
};

struct StopOrder {
    bool leave = false;  // init and agent end once the JVM is gone
    std::string reason;
    std::string by;
    std::optional<std::chrono::milliseconds> force_after;
};

class Node {
  public:
    // `init` names the ballast-init that this agent has, for ever.
    Node(NodeIdentity identity, Journal journal, std::string accepted_revision, NodePorts ports);

    // What init knows when the agent connects: one of these, once, before anything else.
    void on_no_jvm(const std::string& init);
    void on_adopted(const std::string& init, const JvmRunning& jvm);
    void on_exited_while_away(const std::string& init, const JvmExit& exit,
                              const ExitVerdict& verdict);

    // Of an adopted JVM, whose start this agent did not prepare.
    void on_heap_known(std::int64_t bytes);
    void on_preparation(std::uint64_t ticket, Preparation preparation);
    void on_jvm_started(const JvmRunning& jvm);
    void on_start_failed(const std::string& message);
    void on_jvm_exited(const JvmExit& exit, const ExitVerdict& verdict);
    void on_health(const Health& health);
    void on_timer(std::uint64_t ticket);
    // What the watch over the running JVM finds now; code FROZEN is a state of its own.
    void on_watch(const std::vector<Finding>& findings);
    // Stays until the JVM's next start.
    void on_log_finding(const Finding& finding);

    // A command in two steps: first it is in the journal, which the caller keeps durably, then it
    // is carried out.
    void record(const Command& command, const std::string& by);
    void carry_out(const Command& command, const std::string& by);
    // For a verb whose end others see: state "accepted", "done" or "failed". One that failed before
    // it was carried out is taken back.
    void mark_command(const std::string& id, const std::string& state, const std::string& message);
    // Told from what is, so that it needs no memory: "accepted", "done", "failed", "superseded".
    CommandRecord command_state(const CommandRecord& record) const;

    // Init was told to stop.
    void stop(const StopOrder& order);

    NodeReport report() const;
    const Journal& journal() const { return journal_; }
    State state() const { return state_; }
    // The ticket that a preparation or a wait must still have to count.
    std::uint64_t ticket() const { return ticket_; }
    std::string incarnation() const;

  private:
    // A command between record() and carry_out(), with what it replaced in the journal.
    struct UnderWay {
        std::string id;
        Verb verb = Verb::start;
        Intent intent;
        std::optional<OnHold> hold;
        std::optional<PendingStop> pending;
        std::optional<Finding> held;
    };

    NodeIdentity identity_;
    Journal journal_;
    std::string revision_;
    NodePorts ports_;
    RestartPolicy policy_;
    std::string init_;

    State state_ = State::stopped;
    WallTime since_;
    Finding finding_;  // of the state; its reason is the state's
    std::deque<StateChange> transitions_;
    std::deque<JvmExit> exits_;
    std::vector<UnderWay> under_way_;
    std::vector<ActiveCondition> watched_;
    std::vector<ActiveCondition> logged_;
    bool leaving_ = false;
    bool adopted_ = false;      // this JVM was served by an agent before us
    std::uint64_t ticket_ = 0;  // of the newest preparation or timer; older answers are dropped
    std::optional<Prepared> prepared_;
    std::optional<JvmRunning> jvm_;
    std::int64_t heap_bytes_ = 0;
    Health health_;
    bool served_ = false;  // this JVM was seen serving
    StopFacts stop_;

    bool apply(Event event, const Finding& finding = {}, const std::string& by = {});
    void act(Action action);
    void settle();
    void wait(std::chrono::milliseconds delay);
    void forget_jvm(const JvmExit& exit, const ExitVerdict& verdict);
    void keep_end();
    void unplanned_end(const JvmExit& exit, const ExitVerdict& verdict);
    void step_ladder();
    void follow_hold(const std::string& by);
    void want_start(const std::string& by);
    void take_back(const std::string& id);
    void forgive();
    void tell(EventKind kind, const std::string& code, const std::string& message,
              const std::string& by = {});
    void keep();
    Finding hold_finding() const;
    bool wants_run() const { return journal_.intent.run && !leaving_; }
    // A stop or restart that an earlier agent took is meant for this JVM or this init.
    const PendingStop* pending_for(const std::string& incarnation) const;
    bool shutdown_pending() const;
    void settle_pending();
};

}  // namespace ballast::agent
