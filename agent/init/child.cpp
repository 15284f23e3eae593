#include "agent/init/child.hpp"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <array>

namespace ballast::init {
namespace {

constexpr int kAgentFd = 3;

struct Pipe {
    Fd read_end;
    Fd write_end;
    explicit Pipe(int flags) {
        std::array<int, 2> ends{-1, -1};
        if (pipe2(ends.data(), flags) == 0) {
            read_end = Fd(ends[0]);
            write_end = Fd(ends[1]);
        }
    }
};

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (const auto& text : texts) {
        out.push_back(const_cast<char*>(text.c_str()));
    }
    out.push_back(nullptr);
    return out;
}

// A blocked mask and ignored signals survive exec, so both are put back.
void reset_signals() {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    for (int number = 1; number < NSIG; ++number) {
        signal(number, SIG_DFL);
    }
}

void jvm_limits() {
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    // Without privileges the value may only rise; 300 is above the 0 of init and agent.
    const Fd score(::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC));
    if (score && ::write(score.get(), "300", 3) < 0) {
        return;
    }
}

[[noreturn]] void exec_or_report(int report_fd, const std::vector<char*>& argv,
                                 const std::vector<char*>& environment) {
    execve(argv[0], argv.data(), environment.data());
    const int error = errno;
    if (::write(report_fd, &error, sizeof error) < 0) {
        _exit(126);
    }
    _exit(127);
}

// Reads what exec_or_report() wrote; nothing means that exec worked and closed the pipe.
std::string exec_error(Pipe& report, pid_t pid, const std::string& program) {
    report.write_end.reset();
    int error = 0;
    ssize_t got = 0;
    do {
        got = ::read(report.read_end.get(), &error, sizeof error);
    } while (got < 0 && errno == EINTR);
    if (got != sizeof error) {
        return {};
    }
    waitpid(pid, nullptr, 0);
    return "cannot start " + program + ": " + strerror(error);
}

Child failed(const std::string& what) {
    return {-1, what + ": " + strerror(errno), {}, {}};
}

}  // namespace

Child start_jvm(const Start& order) {
    if (order.argv.empty()) {
        return {-1, "no command was given", {}, {}};
    }
    Pipe out(O_CLOEXEC);
    Pipe err(O_CLOEXEC);
    Pipe report(O_CLOEXEC);
    const Fd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const auto argv = pointers(order.argv);
    const auto environment = pointers(order.environment);
    const pid_t pid = out.read_end && err.read_end && report.read_end && null ? fork() : -1;
    if (pid < 0) {
        return failed("cannot start a process");
    }
    if (pid == 0) {
        setpgid(0, 0);
        reset_signals();
        jvm_limits();
        dup2(null.get(), STDIN_FILENO);
        dup2(out.write_end.get(), STDOUT_FILENO);
        dup2(err.write_end.get(), STDERR_FILENO);
        if (!order.working_directory.empty() && chdir(order.working_directory.c_str()) != 0) {
            const int error = errno;
            if (::write(report.write_end.get(), &error, sizeof error) < 0) {
                _exit(126);
            }
            _exit(127);
        }
        exec_or_report(report.write_end.get(), argv, environment);
    }
    Child child{pid, exec_error(report, pid, order.argv[0]), {}, {}};
    if (!child.error.empty()) {
        child.pid = -1;
        return child;
    }
    child.out = std::move(out.read_end);
    child.err = std::move(err.read_end);
    fcntl(child.out.get(), F_SETFL, O_NONBLOCK);
    fcntl(child.err.get(), F_SETFL, O_NONBLOCK);
    return child;
}

Child start_agent(const std::string& path, const std::string& node_dir, int socket, int log_fd) {
    Pipe report(O_CLOEXEC);
    const std::vector<std::string> arguments{path, "run", "--node-dir", node_dir};
    const auto argv = pointers(arguments);
    setenv("BALLAST_INIT_FD", std::to_string(kAgentFd).c_str(), 1);
    const pid_t pid = report.read_end ? fork() : -1;
    if (pid < 0) {
        return failed("cannot start the agent");
    }
    if (pid == 0) {
        reset_signals();
        dup2(log_fd, STDOUT_FILENO);
        dup2(log_fd, STDERR_FILENO);
        // dup2 onto itself would keep close-on-exec.
        const int moved = fcntl(socket, F_DUPFD_CLOEXEC, kAgentFd + 1);
        const int status = fcntl(report.write_end.get(), F_DUPFD_CLOEXEC, kAgentFd + 1);
        dup2(moved, kAgentFd);
        std::vector<char*> environment;
        for (char** entry = environ; *entry != nullptr; ++entry) {
            environment.push_back(*entry);
        }
        environment.push_back(nullptr);
        exec_or_report(status, argv, environment);
    }
    Child child{pid, exec_error(report, pid, path), {}, {}};
    child.pid = child.error.empty() ? pid : -1;
    return child;
}

}  // namespace ballast::init
