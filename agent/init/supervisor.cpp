#include "agent/init/supervisor.hpp"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include <algorithm>
#include <array>

#include "agent/init/log_ring.hpp"
#include "agent/init/process.hpp"

namespace ballast::init {
namespace {

constexpr std::uint64_t kFirstDelay = 100;  // milliseconds until a dead agent is started
constexpr std::uint64_t kLongestDelay = 10'000;
constexpr std::uint64_t kLongLife = 60'000;     // an agent that lived so long failed by chance
constexpr std::uint64_t kAgentPatience = 5000;  // from TERM to KILL of the agent, never of a JVM
constexpr std::uint64_t kNever = ~std::uint64_t{0};
constexpr std::size_t kOutboxForLogs = std::size_t{64} << 10U;  // is lost with its agent
constexpr std::size_t kMaxOutbox = std::size_t{4} << 20U;
constexpr off_t kMaxAgentLog = 1 << 20;

std::uint64_t now_ms(clockid_t clock = CLOCK_MONOTONIC) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1000 +
           static_cast<std::uint64_t>(now.tv_nsec) / 1'000'000;
}

Fd open_agent_log(const std::string& path) {
    struct stat facts{};
    if (getpid() == 1) {  // a container's log
        return Fd(fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0));
    }
    if (stat(path.c_str(), &facts) == 0 && facts.st_size > kMaxAgentLog) {
        rename(path.c_str(), (path + ".1").c_str());
    }
    return Fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
}

class Supervisor {
  public:
    explicit Supervisor(const Options& options) : options_(options) {}

    int run() {
        state_.init_pid = static_cast<std::uint32_t>(getpid());
        set_up_signals();
        prctl(PR_SET_CHILD_SUBREAPER, 1);  // orphans come to us even where we are not PID 1
        while (!leaving_ || agent_pid_ > 0) {
            poll_once();
            on_deadlines();  // last: one of them may end the loop
        }
        return 0;
    }

  private:
    const Options& options_;
    Fd signals_;
    Hello state_;  // of the JVM and the stop, as each agent is told at first
    bool jvm_termed_ = false;
    std::array<Fd, 2> pipes_;  // the JVM's stdout and stderr
    LogRing log_;

    pid_t agent_pid_ = -1;
    Fd agent_;
    Decoder from_agent_;
    std::string to_agent_;
    std::uint64_t agent_started_ = 0;
    std::uint64_t agent_delay_ = 0;
    bool leaving_ = false;

    // Deadlines.
    std::uint64_t agent_due_ = 0;  // to start it
    std::uint64_t agent_kill_due_ = kNever;
    std::uint64_t stop_due_ = kNever;  // then a stop goes on without the agent

    bool jvm_runs() const { return state_.state == JvmState::running; }
    pid_t jvm_pid() const { return static_cast<pid_t>(state_.jvm.pid); }
    void send(const Message& message) { to_agent_ += encode(message); }

    void set_up_signals() {
        signal(SIGPIPE, SIG_IGN);
        signal(SIGHUP, SIG_IGN);   // the terminal that started us may go
        signal(SIGCHLD, SIG_DFL);  // ignored by our parent, it would lose every exit status
        sigset_t mine;
        sigemptyset(&mine);
        for (const int number : {SIGTERM, SIGINT, SIGCHLD}) {
            sigaddset(&mine, number);
        }
        sigprocmask(SIG_BLOCK, &mine, nullptr);
        signals_ = Fd(signalfd(-1, &mine, SFD_CLOEXEC | SFD_NONBLOCK));
    }

    void on_deadlines() {
        const auto now = now_ms();
        if (now >= agent_due_) {
            launch_agent();
        }
        if (now >= agent_kill_due_) {
            agent_kill_due_ = kNever;
            kill(agent_pid_, SIGKILL);
        }
        if (now >= stop_due_) {
            stop_due_ = kNever;
            stop_without_agent("the agent did not take the stop");
        }
    }

    void poll_once() {
        while (agent_ && !log_.empty() && to_agent_.size() < kOutboxForLogs) {
            send(log_.take());
        }
        const auto next = std::min({agent_due_, agent_kill_due_, stop_due_});
        const auto now = now_ms();
        const int timeout = next == kNever ? -1 : next <= now ? 0 : static_cast<int>(next - now);
        const auto for_agent = static_cast<short>(POLLIN | (to_agent_.empty() ? 0 : POLLOUT));
        // poll(2) passes over negative descriptors.
        std::array<pollfd, 4> fds{{{signals_.get(), POLLIN, 0},
                                   {agent_.get(), for_agent, 0},
                                   {pipes_[0].get(), POLLIN, 0},
                                   {pipes_[1].get(), POLLIN, 0}}};
        if (poll(fds.data(), fds.size(), timeout) < 0) {
            return;
        }
        for (std::uint8_t stream = 1; stream <= 2; ++stream) {
            if (fds.at(stream + 1U).revents != 0) {
                read_log(stream);
            }
        }
        if ((fds[1].revents & POLLOUT) != 0) {
            const auto sent =
                ::send(agent_.get(), to_agent_.data(), to_agent_.size(), MSG_NOSIGNAL);
            to_agent_.erase(0, sent > 0 ? static_cast<std::size_t>(sent) : 0);
        }
        if ((fds[1].revents & ~POLLOUT) != 0) {
            read_agent();
        }
        if (fds[0].revents != 0) {
            on_signals();
        }
    }

    void on_signals() {
        signalfd_siginfo info{};
        while (::read(signals_.get(), &info, sizeof info) == sizeof info) {
            if (info.ssi_signo == SIGCHLD) {
                reap();
            } else if (state_.stopping) {
                stop_without_agent("told to stop a second time");
            } else {
                report("told to stop");
                state_.stopping = true;
                stop_due_ = now_ms() + options_.stop_patience_ms;
                if (agent_) {
                    send(Stopping{});
                }
            }
        }
    }

    void stop_without_agent(const std::string& reason) {
        if (!jvm_runs()) {
            leave();
        } else if (!std::exchange(jvm_termed_, true)) {
            report("TERM to the JVM: " + reason);
            kill(jvm_pid(), SIGTERM);
        }
    }

    // Every dead child, ours or an orphan that came to us.
    void reap() {
        int status = 0;
        int jvm_status = -1;
        for (pid_t pid = 0; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
            if (pid == agent_pid_) {
                on_agent_dead("the agent ended");
            } else if (jvm_runs() && pid == jvm_pid()) {
                jvm_status = status;
            }
        }
        if (jvm_status >= 0) {  // after the agent, lest the last lines are sent to a dead one
            on_jvm_dead(jvm_status);
        }
    }

    void launch_agent() {
        agent_due_ = kNever;
        agent_started_ = now_ms();
        std::array<int, 2> ends{-1, -1};
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0) {
            on_agent_dead(std::string("no socket for the agent: ") + strerror(errno));
            return;
        }
        agent_ = Fd(ends[0]);
        const Fd theirs(ends[1]);
        const auto log = open_agent_log(options_.node_dir + "/run/agent.log");
        const auto child = start_agent(options_.agent, options_.node_dir, theirs.get(), log.get());
        if (child.pid < 0) {
            on_agent_dead(child.error);
            return;
        }
        agent_pid_ = child.pid;
        from_agent_ = {};
        send(state_);
    }

    void on_agent_dead(const std::string& why) {
        const auto now = now_ms();
        agent_pid_ = -1;
        agent_kill_due_ = kNever;
        agent_.reset();
        to_agent_.clear();
        if (leaving_) {
            return;
        }
        if (state_.stopping && stop_due_ == kNever) {  // the next agent has to take it anew
            stop_due_ = now + options_.stop_patience_ms;
        }
        agent_delay_ = now - agent_started_ >= kLongLife ? 0 : agent_delay_ * 2;
        agent_delay_ = std::clamp(agent_delay_, kFirstDelay, kLongestDelay);
        agent_due_ = now + agent_delay_;
        report(why + "; the next one starts in " + std::to_string(agent_delay_) + " ms");
    }

    void end_agent() {
        if (agent_pid_ > 0) {
            kill(agent_pid_, SIGTERM);
            agent_kill_due_ = now_ms() + kAgentPatience;
        }
    }

    void read_agent() {
        std::array<char, 65536> chunk;
        const auto got = ::read(agent_.get(), chunk.data(), chunk.size());
        const bool closed = got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
        if (got > 0) {
            from_agent_.feed({chunk.data(), static_cast<std::size_t>(got)});
            while (const auto message = from_agent_.next()) {
                on_message(*message);
            }
        }
        if (closed || !from_agent_.error().empty() || to_agent_.size() > kMaxOutbox) {
            // An agent that we cannot talk to is of no use: reap() starts the next.
            report("the agent's connection ended " + from_agent_.error());
            agent_.reset();
            end_agent();
        }
    }

    void on_message(const Message& message) {
        if (const auto* start = std::get_if<Start>(&message)) {
            on_start(*start);
        } else if (const auto* order = std::get_if<Signal>(&message)) {
            on_signal_order(*order);
        } else if (std::holds_alternative<ForgetExit>(message)) {
            if (!jvm_runs()) {
                state_ = {.init_pid = state_.init_pid, .stopping = state_.stopping};
            }
        } else if (std::holds_alternative<Leave>(message)) {
            leave();
        } else if (std::holds_alternative<StopTaken>(message)) {
            if (jvm_runs()) {
                stop_due_ = kNever;  // now only the JVM's end counts
            }
        } else {
            send(Refused{"this message is init's to send"});
        }
    }

    void on_start(const Start& order) {
        if (state_.state != JvmState::none || leaving_) {
            send(Refused{leaving_     ? "init leaves"
                         : jvm_runs() ? "a JVM runs already"
                                      : "the last exit was not taken note of"});
            return;
        }
        auto child = start_jvm(order);
        if (child.pid < 0) {
            send(StartFailed{child.error});
            return;
        }
        state_.state = JvmState::running;
        state_.jvm = identify(child.pid);
        state_.started_ms = now_ms(CLOCK_REALTIME);
        jvm_termed_ = false;
        pipes_[0] = std::move(child.out);
        pipes_[1] = std::move(child.err);
        send(Started{state_.jvm, state_.started_ms});
    }

    void on_signal_order(const Signal& order) {
        // The JVM is our child and not reaped yet, so its pid cannot mean another process.
        if (!jvm_runs() || order.jvm != state_.jvm) {
            send(Refused{"that JVM does not run"});
        } else if (kill(jvm_pid(), static_cast<int>(order.number)) != 0) {
            send(Refused{"signal " + std::to_string(order.number) + ": " + strerror(errno)});
        }
    }

    // False where nothing is left, for now or for good.
    bool read_log(std::uint8_t stream) {
        auto& pipe = pipes_.at(stream - 1U);
        std::array<char, 65536> chunk;
        const auto got = pipe ? ::read(pipe.get(), chunk.data(), chunk.size()) : 0;
        if (got > 0) {
            log_.add(stream, {chunk.data(), static_cast<std::size_t>(got)});
        } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
            pipe.reset();
        }
        return got > 0;
    }

    void on_jvm_dead(int status) {
        // What it wrote last says why. A child of its own may hold the pipe open and even write on,
        // so no more is read than a pipe holds.
        for (std::uint8_t stream = 1; stream <= 2; ++stream) {
            for (int reads = 0; reads < 4 && read_log(stream); ++reads) {
            }
            pipes_.at(stream - 1U).reset();
        }
        log_.finish();
        state_.state = JvmState::exited;
        state_.wait_status = static_cast<std::uint32_t>(status);
        state_.exited_ms = now_ms(CLOCK_REALTIME);
        if (agent_) {
            while (!log_.empty()) {
                send(log_.take());
            }
            send(Exited{state_.jvm, state_.wait_status, state_.exited_ms});
        }
        if (state_.stopping) {
            const bool alone = jvm_termed_ && !agent_;
            stop_due_ = now_ms() + (alone ? 0 : options_.stop_patience_ms);
        }
    }

    void leave() {
        if (jvm_runs()) {
            send(Refused{"a JVM runs"});
            return;
        }
        leaving_ = true;
        agent_due_ = stop_due_ = kNever;
        end_agent();
    }
};

}  // namespace

int keep_node(const Options& options) {
    return Supervisor(options).run();
}

}  // namespace ballast::init
