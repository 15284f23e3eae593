// One node: follows the table of states, asks for effects through ports, remembers why. Runs on
// the event loop's thread; never blocks. All effects are ports, so that it runs in simulation.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>

#include "agent/node/intent.hpp"
#include "agent/node/node_report.hpp"
#include "agent/node/restart_policy.hpp"
#include "agent/node/state_machine.hpp"
#include "agent/node/stop_ladder.hpp"
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
    std::function<double()> jitter;  // in [0, 1)
    // Prepares off the loop; the answer goes to on_prepared with the same ticket.
    std::function<void(std::uint64_t ticket)> prepare;
    std::function<void(const Prepared&)> start_jvm;
    std::function<void(const ProcessIdentity&, int signal)> signal_jvm;
    std::function<void()> forget_exit;
    std::function<void()> leave;      // tells init that this node is done
    std::function<void(bool)> watch;  // starts or ends the probing
    // Calls on_timer(ticket) after the delay; an older timer is dropped.
    std::function<void(std::chrono::milliseconds, std::uint64_t ticket)> set_timer;
    std::function<void(const Intent&)> keep_intent;  // durably, later
    std::function<void()> served;                    // the JVM was seen serving
    std::function<void(const std::string& line)> log;
};

struct StopOrder {
    bool persist = false;  // stays stopped over restarts of the agent and of the machine
    bool leave = false;    // init and agent end once the JVM is gone
    std::string reason;
    std::string by;
    std::optional<std::chrono::milliseconds> force_after;
};

class Node {
  public:
    Node(NodeIdentity identity, Intent intent, std::string accepted_revision, NodePorts ports);

    // What init knows when the agent connects. Called once, before anything else.
    void on_no_jvm();
    void on_adopted(const JvmRunning& jvm);
    void on_exited_while_away(const JvmExit& exit);

    void on_prepared(std::uint64_t ticket, Result<Prepared> prepared);
    void on_jvm_started(const JvmRunning& jvm);
    void on_start_failed(const std::string& message);
    void on_jvm_exited(const JvmExit& exit);
    void on_health(const Health& health);
    void on_timer(std::uint64_t ticket);

    // What the intent becomes by an order: the caller keeps it durably first, then gives the order.
    Intent intent_after_start(const std::string& by) const;
    Intent intent_after_stop(const StopOrder& order) const;
    // Orders of an operator, of init, or of the coordinator.
    void start(const std::string& by);
    void stop(const StopOrder& order);

    NodeReport report() const;

  private:
    NodeIdentity identity_;
    Intent intent_;
    std::string revision_;
    NodePorts ports_;
    RestartPolicy policy_;

    State state_ = State::stopped;
    WallTime since_;
    std::string code_;
    std::string reason_;
    bool leaving_ = false;
    bool adopted_ = false;      // this JVM was served by an agent before us
    std::uint64_t ticket_ = 0;  // of the newest preparation or timer; older answers are dropped
    std::optional<Prepared> prepared_;
    std::optional<JvmRunning> jvm_;
    std::int64_t heap_bytes_ = 0;
    Health health_;
    bool served_ = false;  // this JVM was seen serving
    StopFacts stop_;
    std::optional<JvmExit> last_exit_;

    bool apply(Event event, const std::string& detail = {}, const std::string& code = {});
    void act(Action action);
    void unplanned_exit(const JvmExit& exit);
    void step_ladder();
    void settle();
    bool wants_run() const { return intent_.run && !leaving_; }
};

}  // namespace ballast::agent
