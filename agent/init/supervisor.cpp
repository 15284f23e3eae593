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

#include <algorithm>
#include <array>

namespace ballast::init {
namespace {

constexpr std::uint64_t kFirstDelay = 100;  // milliseconds until a dead agent is started
constexpr std::uint64_t kLongestDelay = 10'000;
constexpr std::uint64_t kLongLife = 60'000;      // an agent that lived so long failed by chance
constexpr std::uint64_t kStopPatience = 10'000;  // for an agent that does not take a stop
constexpr std::uint64_t kAgentPatience = 5000;   // from TERM to KILL of the agent, never of a JVM
constexpr std::size_t kOutboxForLogs = std::size_t{256} << 10U;
constexpr std::size_t kMaxOutbox = std::size_t{4} << 20U;
constexpr off_t kMaxAgentLog = 1 << 20;

}  // namespace

int Supervisor::run() {
    set_up_signals();
    if (getpid() != 1) {
        prctl(PR_SET_CHILD_SUBREAPER, 1);
    }
    while (!(leaving_ && agent_pid_ < 0)) {
        on_deadlines();
        poll_once();
    }
    return 0;
}

void Supervisor::set_up_signals() {
    signal(SIGPIPE, SIG_IGN);
    signal(SIGHUP, SIG_IGN);  // the terminal that started us may go
    sigset_t mine;
    sigemptyset(&mine);
    for (const int number : {SIGTERM, SIGINT, SIGCHLD}) {
        sigaddset(&mine, number);
    }
    sigprocmask(SIG_BLOCK, &mine, nullptr);
    signals_ = Fd(signalfd(-1, &mine, SFD_CLOEXEC | SFD_NONBLOCK));
}

int Supervisor::next_timeout() const {
    std::uint64_t next = 0;
    for (const auto due : {agent_due_, agent_kill_due_, stop_due_}) {
        if (due != 0 && (next == 0 || due < next)) {
            next = due;
        }
    }
    if (next == 0) {
        return -1;
    }
    const auto now = monotonic_ms();
    return next <= now ? 0 : static_cast<int>(next - now);
}

void Supervisor::on_deadlines() {
    const auto now = monotonic_ms();
    if (agent_due_ != 0 && now >= agent_due_ && !leaving_) {
        launch_agent();
    }
    if (agent_kill_due_ != 0 && now >= agent_kill_due_ && agent_pid_ > 0) {
        agent_kill_due_ = 0;
        kill(agent_pid_, SIGKILL);
    }
    if (stop_due_ != 0 && now >= stop_due_) {
        stop_due_ = 0;
        if (jvm_state_ == JvmState::running) {
            term_jvm("the agent did not take the stop");
        } else {
            leave();
        }
    }
}

void Supervisor::poll_once() {
    while (agent_ && !log_.empty() && to_agent_.size() < kOutboxForLogs) {
        send(log_.take());
    }
    // poll(2) passes over negative descriptors.
    std::array<pollfd, 4> fds{{{signals_.get(), POLLIN, 0},
                               {agent_.get(), POLLIN, 0},
                               {out_.get(), POLLIN, 0},
                               {err_.get(), POLLIN, 0}}};
    if (!to_agent_.empty()) {
        fds[1].events |= POLLOUT;
    }
    if (poll(fds.data(), fds.size(), next_timeout()) < 0) {
        return;
    }
    if (fds[2].revents != 0) {
        read_log(out_, 1);
    }
    if (fds[3].revents != 0) {
        read_log(err_, 2);
    }
    if ((fds[1].revents & POLLOUT) != 0) {
        write_agent();
    }
    if ((fds[1].revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
        read_agent();
    }
    if (fds[0].revents != 0) {
        on_signals();
    }
}

void Supervisor::on_signals() {
    signalfd_siginfo info{};
    while (::read(signals_.get(), &info, sizeof info) == sizeof info) {
        if (info.ssi_signo == SIGCHLD) {
            reap();
        } else {
            on_stop_signal();
        }
    }
}

void Supervisor::on_stop_signal() {
    if (stopping_) {
        term_jvm("told to stop a second time");
        return;
    }
    report("told to stop");
    stopping_ = true;
    stop_due_ = monotonic_ms() + kStopPatience;
    if (agent_) {
        send(Stopping{});
    }
}

void Supervisor::term_jvm(const std::string& reason) {
    if (jvm_state_ != JvmState::running || jvm_termed_) {
        return;
    }
    report("TERM to the JVM: " + reason);
    jvm_termed_ = true;
    kill(static_cast<pid_t>(jvm_.pid), SIGTERM);
}

// Every dead child, ours or an orphan that came to us.
void Supervisor::reap() {
    int status = 0;
    for (pid_t pid = 0; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
        if (pid == agent_pid_) {
            on_agent_dead();
        } else if (jvm_state_ == JvmState::running && pid == static_cast<pid_t>(jvm_.pid)) {
            on_jvm_dead(status);
        }
    }
}

Fd Supervisor::open_agent_log() const {
    if (getpid() == 1) {
        return Fd(fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0));
    }
    const auto path = options_.node_dir + "/run/agent.log";
    struct stat facts{};
    if (stat(path.c_str(), &facts) == 0 && facts.st_size > kMaxAgentLog) {
        rename(path.c_str(), (path + ".1").c_str());
    }
    return Fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
}

void Supervisor::launch_agent() {
    agent_due_ = 0;
    agent_started_ = monotonic_ms();
    std::array<int, 2> ends{-1, -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0) {
        report(std::string("no socket for the agent: ") + strerror(errno));
        on_agent_dead();
        return;
    }
    agent_ = Fd(ends[0]);
    const Fd theirs(ends[1]);
    const auto log = open_agent_log();
    const auto child = start_agent(options_.agent, options_.node_dir, theirs.get(), log.get());
    if (child.pid < 0) {
        report(child.error);
        on_agent_dead();
        return;
    }
    agent_pid_ = child.pid;
    from_agent_ = {};
    to_agent_.clear();
    send(hello());
}

void Supervisor::on_agent_dead() {
    agent_pid_ = -1;
    agent_kill_due_ = 0;
    agent_.reset();
    to_agent_.clear();
    if (stopping_ && !agent_took_stop_ && stop_due_ == 0) {
        stop_due_ = monotonic_ms() + kStopPatience;
    }
    const auto now = monotonic_ms();
    if (now - agent_started_ >= kLongLife) {
        agent_delay_ = 0;
    }
    agent_delay_ = std::clamp(agent_delay_ * 2, kFirstDelay, kLongestDelay);
    agent_due_ = leaving_ ? 0 : now + agent_delay_;
    if (!leaving_) {
        report("the agent ended; the next one starts in " + std::to_string(agent_delay_) + " ms");
    }
}

Hello Supervisor::hello() const {
    return {.init_pid = static_cast<std::uint32_t>(getpid()),
            .state = jvm_state_,
            .jvm = jvm_,
            .started_ms = jvm_started_,
            .exited_ms = jvm_exited_,
            .wait_status = jvm_status_,
            .stopping = stopping_};
}

void Supervisor::write_agent() {
    const ssize_t sent = ::send(agent_.get(), to_agent_.data(), to_agent_.size(), MSG_NOSIGNAL);
    if (sent > 0) {
        to_agent_.erase(0, static_cast<std::size_t>(sent));
    }
}

void Supervisor::read_agent() {
    std::array<char, 65536> chunk;
    const ssize_t got = ::read(agent_.get(), chunk.data(), chunk.size());
    if (got > 0) {
        from_agent_.feed({chunk.data(), static_cast<std::size_t>(got)});
        while (const auto message = from_agent_.next()) {
            on_message(*message);
        }
    }
    const bool closed = got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
    if (closed || !from_agent_.error().empty() || to_agent_.size() > kMaxOutbox) {
        // An agent that we cannot talk to is of no use: reap() starts the next.
        report("the agent's connection ended " + from_agent_.error());
        agent_.reset();
        if (agent_pid_ > 0) {
            kill(agent_pid_, SIGTERM);
            agent_kill_due_ = monotonic_ms() + kAgentPatience;
        }
    }
}

void Supervisor::on_message(const Message& message) {
    if (stopping_) {
        // The agent is at work on the stop; from here on only the JVM's end counts.
        agent_took_stop_ = true;
        stop_due_ = 0;
    }
    if (const auto* start = std::get_if<Start>(&message)) {
        on_start(*start);
    } else if (const auto* order = std::get_if<Signal>(&message)) {
        on_signal_order(*order);
    } else if (std::holds_alternative<ForgetExit>(message)) {
        jvm_state_ = jvm_state_ == JvmState::exited ? JvmState::none : jvm_state_;
    } else if (std::holds_alternative<Leave>(message)) {
        leave();
    } else {
        send(Refused{"this message is init's to send"});
    }
}

void Supervisor::on_start(const Start& order) {
    if (jvm_state_ != JvmState::none) {
        send(Refused{jvm_state_ == JvmState::running ? "a JVM runs already"
                                                     : "the last exit was not taken note of"});
        return;
    }
    auto child = start_jvm(order);
    if (child.pid < 0) {
        send(StartFailed{child.error});
        return;
    }
    jvm_state_ = JvmState::running;
    jvm_ = identify(child.pid);
    jvm_started_ = wall_ms();
    jvm_termed_ = false;
    out_ = std::move(child.out);
    err_ = std::move(child.err);
    send(Started{jvm_, jvm_started_});
}

void Supervisor::on_signal_order(const Signal& order) {
    // The JVM is our child and not reaped yet, so its pid cannot mean another process.
    if (jvm_state_ != JvmState::running || order.jvm != jvm_) {
        send(Refused{"that JVM does not run"});
        return;
    }
    kill(static_cast<pid_t>(jvm_.pid), static_cast<int>(order.number));
}

void Supervisor::read_log(Fd& pipe, std::uint8_t stream) {
    std::array<char, 65536> chunk;
    const ssize_t got = ::read(pipe.get(), chunk.data(), chunk.size());
    if (got > 0) {
        log_.add(stream, {chunk.data(), static_cast<std::size_t>(got)});
    } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        pipe.reset();
    }
}

void Supervisor::on_jvm_dead(int status) {
    // What it wrote last says why; a child of its own may hold the pipe open for longer.
    const auto drain = [&](Fd& pipe, std::uint8_t stream) {
        for (pollfd ready{pipe.get(), POLLIN, 0}; pipe && poll(&ready, 1, 0) > 0;) {
            read_log(pipe, stream);
        }
        pipe.reset();
    };
    drain(out_, 1);
    drain(err_, 2);
    log_.finish();
    jvm_state_ = JvmState::exited;
    jvm_status_ = static_cast<std::uint32_t>(status);
    jvm_exited_ = wall_ms();
    if (agent_) {
        while (!log_.empty() && to_agent_.size() < kMaxOutbox / 2) {
            send(log_.take());
        }
        send(Exited{jvm_, jvm_status_, jvm_exited_});
    }
    if (stopping_) {
        stop_due_ = monotonic_ms() + (jvm_termed_ && !agent_ ? 0 : kStopPatience);
    }
}

void Supervisor::leave() {
    if (jvm_state_ == JvmState::running) {
        send(Refused{"a JVM runs"});
        return;
    }
    leaving_ = true;
    agent_due_ = 0;
    stop_due_ = 0;
    if (agent_pid_ > 0) {
        kill(agent_pid_, SIGTERM);
        agent_kill_due_ = monotonic_ms() + kAgentPatience;
    }
}

}  // namespace ballast::init
