// The agent of one node, put together: init's socket, the node's table of states, probes, logs and
// the API, on one thread; one more thread for what blocks on the disk.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "agent/api/routes.hpp"
#include "agent/exit_inquiry.hpp"
#include "agent/facts/registration_watch.hpp"
#include "agent/health/prober.hpp"
#include "agent/health/recovery_progress.hpp"
#include "agent/journal_keeper.hpp"
#include "agent/log_intake.hpp"
#include "agent/logs/log_store.hpp"
#include "agent/node/node.hpp"
#include "agent/running_watch.hpp"
#include "agent/servers.hpp"
#include "common/clock.hpp"
#include "common/document/document.hpp"
#include "common/init_protocol/init_client.hpp"
#include "common/node_folder.hpp"

namespace ballast::agent {

class Agent {
  public:
    struct Inputs {
        NodeFolder folders;
        NodeIdentity identity;
        Journal journal;
        std::string accepted_revision;  // empty: none was accepted
        std::string rack;               // empty: none
        Versions versions;
        LogFormat log_format = LogFormat::text;
        document::Metrics metrics;
        int init_fd = -1;
        std::map<std::string, std::string> environment;
    };

    explicit Agent(Inputs inputs);

    // Until init lets it go. The program's exit code.
    int run();

  private:
    Inputs in_;
    SystemClock clock_;
    boost::asio::io_context loop_{1};
    boost::asio::thread_pool disk_{1};
    boost::asio::signal_set signals_;
    boost::asio::steady_timer timer_;
    LogStore logs_;
    LogStore events_;
    LogIntake intake_;
    AgentMetrics metrics_;
    JournalKeeper journal_;
    Node node_;
    InitClient init_;
    RunningWatch watch_;
    metrics::Collector collector_;
    ApiParts api_;
    RegistrationWatch registrations_;
    std::unique_ptr<Prober> prober_;
    Servers servers_;
    Readiness readiness_;
    std::optional<SteadyTime> unanswered_since_;
    RecoveryProgress recovery_;
    SteadyTime progressed_;
    std::optional<SteadyTime> recovery_began_;
    JvmLife life_;
    bool holds_back_ = false;              // an exit is forgotten only once the journal has it
    std::deque<init::Message> held_back_;  // orders behind that one
    int exit_code_ = 0;

    NodePorts ports();
    void order(init::Message message);
    void forget_exit();
    PreparationInputs preparation() const;
    RunningWatch::Seen seen() const;
    NodeView view() const;
    void serve();
    void on_init_message(const init::Message& message);
    void on_hello(const init::Hello& hello);
    void ask_heap();
    void finish_upgrade(const std::string& failure);
    boost::asio::awaitable<void> replace_agent(Command command);
    void on_started(const JvmRunning& jvm);
    void on_exited(const init::Exited& exited);
    // Explains the end off the loop, then goes on with `then`.
    void explain(const JvmExit& exit, std::function<void(const JvmExit&, const ExitVerdict&)> then);
    void on_entry(const LogEntry& entry);
    void watch(bool on);
    void on_readiness(const Readiness& readiness);
    void tell_health();
    void prepare(std::uint64_t ticket);
    void set_timer(std::chrono::milliseconds delay, std::uint64_t ticket);
    void on_served();
    void tell(const NodeEvent& event);
    void log(const std::string& line) const;
    void end(int code, const std::string& why);
};

}  // namespace ballast::agent
