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
constexpr std::uint64_t kLongLife = 60'000;    // an agent that lived so long failed by chance
constexpr std::uint64_t kTermPatience = 5000;  // from TERM to KILL of the agent, never of a JVM
constexpr std::uint64_t kNever = ~std::uint64_t{0};
constexpr std::size_t kMaxOutbox = std::size_t{4} << 20U;

std::uint64_t now_ms(clockid_t clock = CLOCK_MONOTONIC) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1000 +
           static_cast<std::uint64_t>(now.tv_nsec) / 1'000'000;
}

std::string seconds(std::uint64_t ms) {
    return std::to_string(ms / 1000) + "." + std::to_string(ms % 1000 / 100) + " s";
}

Fd open_agent_log(const std::string& path) {
    constexpr off_t kMaxSize = 1 << 20;
    struct stat facts{};
    if (getpid() == 1) {  // a container's log
        return Fd(fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0));
    }
    if (stat(path.c_str(), &facts) == 0 && facts.st_size > kMaxSize) {
        rename(path.c_str(), (path + ".1").c_str());
    }
    return Fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
}

class Supervisor {
  public:
    explicit Supervisor(const Options& options) : options_(options) {
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
        prctl(PR_SET_CHILD_SUBREAPER, 1);  // orphans come to us even where we are not PID 1
    }

    void run() {
        while (!leaving_ || agent_pid_ > 0) {
            poll_once();
            on_deadlines();  // last: one of them may end the loop
        }
    }

  private:
    const Options& options_;
    Fd signals_;
    // Of the JVM, the stop and the agent's binary, as each agent is told at first.
    Hello state_{.init_pid = static_cast<std::uint32_t>(getpid()), .agent_path = options_.agent};
    bool jvm_termed_ = false;
    bool exit_untold_ = false;  // to the present agent
    std::array<Fd, 2> pipes_;   // the JVM's stdout and stderr
    LogRing log_;

    pid_t agent_pid_ = -1;
    Fd agent_;
    Decoder from_agent_;
    std::string to_agent_;
    std::string log_frame_;     // the part of the log that no agent was sent whole
    bool log_sending_ = false;  // it is in to_agent_
    std::uint64_t agent_started_ = 0;
    std::uint64_t agent_delay_ = 0;
    bool leaving_ = false;

    // A replacement: the agent is ended for state_.agent_path, which is on trial until its AgentUp.
    std::string fallback_;   // what ran before; empty: nothing is on trial
    bool changing_ = false;  // the present agent is being ended for the other one

    // Deadlines.
    std::uint64_t agent_due_ = 0;  // to start it
    std::uint64_t agent_kill_due_ = kNever;
    std::uint64_t up_due_ = kNever;    // for the AgentUp of an agent on trial
    std::uint64_t stop_due_ = kNever;  // then a stop goes on without the agent

    bool jvm_runs() const { return state_.state == JvmState::running; }
    pid_t jvm_pid() const { return static_cast<pid_t>(state_.jvm.pid); }
    void send(const Message& message) { to_agent_ += agent_ ? encode(message) : ""; }

    void on_deadlines() {
        const auto now = now_ms();
        if (now >= agent_due_) {
            launch_agent();
        }
        if (now >= agent_kill_due_) {
            agent_kill_due_ = kNever;
            kill(agent_pid_, SIGKILL);
        }
        if (now >= up_due_) {
            give_up_replacement("was not up within " + seconds(options_.agent_patience_ms));
        }
        if (now >= stop_due_) {
            stop_due_ = kNever;
            stop_without_agent("the agent did not take the stop");
        }
    }

    void poll_once() {
        feed_agent();
        const auto next = std::min({agent_due_, agent_kill_due_, up_due_, stop_due_});
        const auto now = now_ms();
        const int timeout = next == kNever ? -1 : next <= now ? 0 : static_cast<int>(next - now);
        const auto for_agent =
            static_cast<short>(POLLIN | (to_agent_.empty() || changing_ ? 0 : POLLOUT));
        // poll(2) passes over negative descriptors.
        std::array<pollfd, 4> fds{{{signals_.get(), POLLIN, 0},
                                   {agent_.get(), for_agent, 0},
                                   {pipes_[0].get(), POLLIN, 0},
                                   {pipes_[1].get(), POLLIN, 0}}};
        poll(fds.data(), fds.size(), timeout);
        for (std::uint8_t stream = 1; stream <= 2; ++stream) {
            if (fds.at(stream + 1U).revents != 0) {
                read_log(stream);
            }
        }
        if ((fds[1].revents & POLLOUT) != 0) {
            const auto sent =
                ::send(agent_.get(), to_agent_.data(), to_agent_.size(), MSG_NOSIGNAL);
            to_agent_.erase(0, sent > 0 ? static_cast<std::size_t>(sent) : 0);
            if (to_agent_.empty() && std::exchange(log_sending_, false)) {
                log_frame_.clear();
            }
        }
        if ((fds[1].revents & ~POLLOUT) != 0) {
            read_agent();
        }
        if (fds[0].revents != 0) {
            on_signals();
        }
    }

    // One frame of the log at a time. An agent that may not last gets none: what it had not read
    // would be lost.
    void feed_agent() {
        if (!agent_ || changing_ || up_due_ != kNever || !to_agent_.empty()) {
            return;
        }
        if (log_frame_.empty() && !log_.empty()) {
            log_frame_ = encode(log_.take());
        }
        if (!log_frame_.empty()) {
            to_agent_ = log_frame_;
            log_sending_ = true;
        } else if (std::exchange(exit_untold_, false)) {
            send(Exited{state_.jvm, state_.wait_status, state_.exited_ms});
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
                send(Stopping{});
            }
        }
    }

    void stop_without_agent(const std::string& reason) {
        if (!jvm_runs()) {
            on(Leave{});
        } else if (!std::exchange(jvm_termed_, true)) {
            report("TERM to the JVM: " + reason);
            kill(jvm_pid(), SIGTERM);
        }
    }

    // Every dead child, ours or an orphan that came to us.
    void reap() {
        int status = 0;
        for (pid_t pid = 0; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
            if (pid == agent_pid_) {
                const auto how = WIFEXITED(status) ? "exit " + std::to_string(WEXITSTATUS(status))
                                                   : "signal " + std::to_string(WTERMSIG(status));
                on_agent_dead(how + " after " + seconds(now_ms() - agent_started_));
            } else if (jvm_runs() && pid == jvm_pid()) {
                on_jvm_dead(status);
            }
        }
    }

    void launch_agent() {
        agent_due_ = kNever;
        agent_started_ = now_ms();
        std::array<int, 2> ends{-1, -1};
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data());
        agent_ = Fd(ends[0]);
        const Fd theirs(ends[1]);
        const auto log = open_agent_log(options_.node_dir + "/run/agent.log");
        Start order{
            {state_.agent_path, "run", "--node-dir", options_.node_dir}, {"BALLAST_INIT_FD=3"}, {}};
        for (char** entry = environ; *entry != nullptr; ++entry) {
            order.environment.emplace_back(*entry);
        }
        std::string error;
        agent_pid_ = start_process(order, {log.get(), log.get(), theirs.get()}, error);
        if (agent_pid_ < 0) {
            on_agent_dead(error);
            return;
        }
        from_agent_ = {};
        exit_untold_ = false;
        send(state_);
        up_due_ = fallback_.empty() ? kNever : agent_started_ + options_.agent_patience_ms;
    }

    void on_agent_dead(const std::string& why) {
        const auto now = now_ms();
        agent_pid_ = -1;
        agent_kill_due_ = kNever;
        agent_.reset();
        to_agent_.clear();
        log_sending_ = false;
        if (leaving_) {
            return;
        }
        if (state_.stopping && stop_due_ == kNever) {  // the next agent has to take it anew
            stop_due_ = now + options_.stop_patience_ms;
        }
        if (!changing_ && !fallback_.empty()) {
            give_up_replacement(why);
        }
        const auto last_delay = now - agent_started_ >= kLongLife ? 0 : agent_delay_;
        agent_delay_ = std::exchange(changing_, false)
                           ? 0
                           : std::clamp(last_delay * 2, kFirstDelay, kLongestDelay);
        agent_due_ = now + agent_delay_;
        report("the agent ended: " + why + "; the next one starts in " +
               std::to_string(agent_delay_) + " ms");
    }

    void end_agent() {
        if (agent_pid_ > 0) {
            kill(agent_pid_, SIGTERM);
            agent_kill_due_ = now_ms() + kTermPatience;
        }
    }

    // Ends the agent, where there still is one, and then starts this one at once.
    void change_agent(std::string path, std::string fallback, const std::string& why) {
        report("the agent " + state_.agent_path + " makes way for " + path + ": " + why);
        fallback_ = std::move(fallback);
        state_.agent_path = std::move(path);
        up_due_ = kNever;
        changing_ = true;
        end_agent();
    }

    void give_up_replacement(const std::string& why) {
        state_.replacement_failed = why;
        change_agent(fallback_, {}, why);
    }

    void read_agent() {
        std::array<char, 65536> chunk;
        const auto got = ::read(agent_.get(), chunk.data(), chunk.size());
        const bool closed = got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
        if (got > 0) {
            from_agent_.feed({chunk.data(), static_cast<std::size_t>(got)});
            while (const auto message = from_agent_.next()) {
                std::visit([this](const auto& order) { on(order); }, *message);
            }
        }
        if (closed || !from_agent_.error().empty() || to_agent_.size() > kMaxOutbox) {
            // An agent that we cannot talk to is of no use: reap() starts the next.
            report("the agent's connection ended " + from_agent_.error());
            agent_.reset();
            end_agent();
        }
    }

    void on(const auto& /*message*/) { send(Refused{"this message is init's to send"}); }

    void on(const Start& order) {
        if (state_.state != JvmState::none || leaving_) {
            send(Refused{leaving_     ? "init leaves"
                         : jvm_runs() ? "a JVM runs already"
                                      : "the last exit was not taken note of"});
            return;
        }
        auto out = make_pipe();
        auto err = make_pipe();
        std::string error;
        const auto pid = start_process(order, {out[1].get(), err[1].get()}, error);
        if (pid < 0) {
            send(StartFailed{error});
            return;
        }
        offer_to_oom_killer(pid);
        state_.state = JvmState::running;
        state_.jvm = identify(pid);
        state_.started_ms = now_ms(CLOCK_REALTIME);
        jvm_termed_ = false;
        pipes_ = {std::move(out[0]), std::move(err[0])};
        send(Started{state_.jvm, state_.started_ms});
    }

    void on(const Signal& order) {
        // The JVM is our child and not reaped yet, so its pid cannot mean another process.
        if (!jvm_runs() || order.jvm != state_.jvm) {
            send(Refused{"that JVM does not run"});
        } else if (kill(jvm_pid(), static_cast<int>(order.number)) != 0) {
            send(Refused{"signal " + std::to_string(order.number) + ": " + strerror(errno)});
        }
    }

    void on(const ForgetExit& /*order*/) {
        if (state_.state == JvmState::exited) {
            state_.state = JvmState::none;
        }
    }

    void on(const StopTaken& /*answer*/) {
        if (jvm_runs()) {
            stop_due_ = kNever;  // now only the JVM's end counts
            up_due_ = kNever;    // who drains a JVM is not changed
        }
    }

    void on(const ReplaceAgent& order) {
        struct stat facts{};
        const char* path = order.path.c_str();
        const std::string why = state_.stopping || leaving_ ? "init was told to stop"
                                : changing_                 ? "it is being replaced already"
                                : !fallback_.empty()        ? "it is on trial itself"
                                : *path != '/'              ? "its path is not absolute"
                                : access(path, X_OK) != 0   ? strerror(errno)
                                : stat(path, &facts) != 0 || !S_ISREG(facts.st_mode)
                                    ? "not a regular file"
                                    : "";
        if (!why.empty()) {
            send(Refused{"cannot replace the agent by " + order.path + ": " + why});
            return;
        }
        change_agent(order.path, state_.agent_path, "it ordered that");
    }

    void on(const AgentUp& /*news*/) {
        if (!changing_ && !fallback_.empty()) {
            fallback_.clear();
            state_.replacement_failed.clear();
            up_due_ = kNever;
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
        exit_untold_ = true;
        if (state_.stopping) {
            const bool alone = jvm_termed_ && !agent_;
            stop_due_ = now_ms() + (alone ? 0 : options_.stop_patience_ms);
        }
    }

    void on(const Leave& /*order*/) {
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

void keep_node(const Options& options) {
    Supervisor(options).run();
}

}  // namespace ballast::init
