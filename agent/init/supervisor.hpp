// The one loop of ballast-init: signals, the agent's socket, the JVM's pipes, and a few deadlines.
// Single-threaded; owns the JVM and the agent. Never ends a JVM by itself, except by one TERM when
// it was told to stop and no agent answers.
#pragma once

#include <cstdint>
#include <string>

#include "agent/init/child.hpp"
#include "agent/init/log_ring.hpp"
#include "agent/init/posix.hpp"
#include "agent/init/protocol.hpp"

namespace ballast::init {

struct Options {
    std::string node_dir;
    std::string agent;
};

class Supervisor {
  public:
    explicit Supervisor(Options options) : options_(std::move(options)) {}

    // Until the agent orders Leave, or a stop has ended. The exit code of the program.
    int run();

  private:
    Options options_;
    Fd signals_;

    // The agent.
    pid_t agent_pid_ = -1;
    Fd agent_;
    Decoder from_agent_;
    std::string to_agent_;
    std::uint64_t agent_started_ = 0;
    std::uint64_t agent_delay_ = 0;
    std::uint64_t agent_due_ = 1;  // when to start it; 0: it runs
    std::uint64_t agent_kill_due_ = 0;

    // The JVM.
    JvmState jvm_state_ = JvmState::none;
    JvmId jvm_;
    std::uint64_t jvm_started_ = 0;
    std::uint64_t jvm_exited_ = 0;
    std::uint32_t jvm_status_ = 0;
    Fd out_;
    Fd err_;
    LogRing log_;

    // The end.
    bool stopping_ = false;
    bool agent_took_stop_ = false;
    std::uint64_t stop_due_ = 0;  // then a stop goes on without the agent
    bool jvm_termed_ = false;
    bool leaving_ = false;

    void set_up_signals();
    void poll_once();
    int next_timeout() const;
    void on_deadlines();
    void on_signals();
    void on_stop_signal();
    void reap();

    void launch_agent();
    void on_agent_dead();
    void read_agent();
    void write_agent();
    void send(const Message& message) { to_agent_ += encode(message); }
    void on_message(const Message& message);
    void on_start(const Start& order);
    void on_signal_order(const Signal& order);
    Hello hello() const;

    void read_log(Fd& pipe, std::uint8_t stream);
    void on_jvm_dead(int status);
    void term_jvm(const std::string& reason);
    void leave();
    Fd open_agent_log() const;
};

}  // namespace ballast::init
