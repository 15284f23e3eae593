#include "agent/init/process.hpp"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <array>

namespace ballast::init {
namespace {

constexpr int kMaxStreams = 4;

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (const auto& text : texts) {
        out.push_back(const_cast<char*>(text.c_str()));
    }
    out.push_back(nullptr);
    return out;
}

std::array<Fd, 2> make_pipe() {
    std::array<int, 2> ends{-1, -1};
    return pipe2(ends.data(), O_CLOEXEC) == 0 ? std::array{Fd(ends[0]), Fd(ends[1])}
                                              : std::array<Fd, 2>{};
}

void set_jvm_limits() {
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    // Above what init and agent have, which is seldom 0 in a container. A rise needs no privilege.
    const auto own = strtol(read_small_file("/proc/self/oom_score_adj").c_str(), nullptr, 10);
    const Fd score(::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC));
    dprintf(score.get(), "%ld", own > 700 ? 1000 : own + 300);
}

// In the child: `streams` become its descriptors 0, 1, ...; the others close with exec.
void set_up_child(const std::array<int, kMaxStreams>& streams) {
    setpgid(0, 0);
    // A blocked mask and ignored signals survive exec, so both are put back.
    for (int number = 1; number < NSIG; ++number) {
        signal(number, SIG_DFL);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    // First out of the way of each other; dup2 onto itself would keep close-on-exec.
    std::array<int, kMaxStreams> moved{};
    for (std::size_t i = 0; i < moved.size(); ++i) {
        moved[i] = fcntl(streams[i], F_DUPFD_CLOEXEC, kMaxStreams);
    }
    for (std::size_t i = 0; i < moved.size(); ++i) {
        dup2(moved[i], static_cast<int>(i));
    }
}

// A stream of -1 is left as it is.
Child spawn(const Start& order, const std::array<int, kMaxStreams>& streams, bool is_jvm) {
    auto [result, child_result] = make_pipe();
    const auto argv = pointers(order.argv);
    const auto environment = pointers(order.environment);
    const pid_t pid = result ? fork() : -1;
    if (pid < 0) {
        return {-1, std::string("cannot start a process: ") + strerror(errno), {}, {}};
    }
    if (pid == 0) {
        const int parent = fcntl(child_result.get(), F_DUPFD_CLOEXEC, kMaxStreams);
        set_up_child(streams);
        if (is_jvm) {
            set_jvm_limits();
        }
        int error = 0;
        if (!order.working_directory.empty() && chdir(order.working_directory.c_str()) != 0) {
            error = -errno;
        } else {
            execve(argv[0], argv.data(), environment.data());
            error = errno;
        }
        _exit(::write(parent, &error, sizeof error) < 0 ? 126 : 127);
    }
    child_result.reset();
    int error = 0;
    if (::read(result.get(), &error, sizeof error) != sizeof error) {  // no handlers: no EINTR
        return {pid, {}, {}, {}};  // exec worked and closed the pipe
    }
    waitpid(pid, nullptr, 0);
    const auto what =
        error < 0 ? "cannot enter " + order.working_directory : "cannot start " + order.argv[0];
    return {-1, what + ": " + strerror(abs(error)), {}, {}};
}

}  // namespace

Child start_jvm(const Start& order) {
    if (order.argv.empty()) {
        return {-1, "no command was given", {}, {}};
    }
    const Fd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    auto out = make_pipe();
    auto err = make_pipe();
    if (!null || !out[0] || !err[0]) {
        return {-1, std::string("no descriptors for a JVM: ") + strerror(errno), {}, {}};
    }
    auto child = spawn(order, {null.get(), out[1].get(), err[1].get(), -1}, true);
    if (child.pid > 0) {
        child.out = std::move(out[0]);
        child.err = std::move(err[0]);
        fcntl(child.out.get(), F_SETFL, O_NONBLOCK);
        fcntl(child.err.get(), F_SETFL, O_NONBLOCK);
    }
    return child;
}

Child start_agent(const std::string& path, const std::string& node_dir, int socket, int log) {
    Start order{{path, "run", "--node-dir", node_dir}, {"BALLAST_INIT_FD=3"}, {}};
    for (char** entry = environ; *entry != nullptr; ++entry) {
        order.environment.emplace_back(*entry);
    }
    return spawn(order, {-1, log, log, socket}, false);
}

std::string read_small_file(const std::string& path) {
    const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string content(4096, '\0');
    const ssize_t got = file ? ::read(file.get(), content.data(), content.size()) : 0;
    content.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return content;
}

JvmId identify(pid_t pid) {
    const auto stat = read_small_file("/proc/" + std::to_string(pid) + "/stat");
    // The name, field 2, is in parentheses and may hold anything; the start time is field 22.
    auto at = stat.rfind(") ");
    for (int field = 3; at != std::string::npos && field <= 22; ++field) {
        at = stat.find(' ', at + 1);
    }
    if (at == std::string::npos) {
        return {};
    }
    return {static_cast<std::uint32_t>(pid), strtoull(stat.c_str() + at, nullptr, 10)};
}

void report(const std::string& line) {
    dprintf(STDERR_FILENO, "ballast-init: %s\n", line.c_str());
}

}  // namespace ballast::init
