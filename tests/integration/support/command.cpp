#include "tests/integration/support/command.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <thread>
#include <utility>

namespace ballast::test {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void exec_in_child(const std::vector<std::string>& argv, int in, int out, int err) {
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    std::vector<char*> pointers;
    pointers.reserve(argv.size() + 1);
    for (const auto& argument : argv) {
        pointers.push_back(const_cast<char*>(argument.c_str()));
    }
    pointers.push_back(nullptr);
    execvp(pointers[0], pointers.data());
    _exit(127);
}

int decode(int status) {
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

struct Pipe {
    std::array<int, 2> ends{-1, -1};
    Pipe() {
        if (pipe2(ends.data(), O_CLOEXEC) != 0) {
            ends = {-1, -1};
        }
    }
    ~Pipe() {
        close_end(0);
        close_end(1);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    void close_end(std::size_t i) {
        if (ends.at(i) >= 0) {
            close(std::exchange(ends.at(i), -1));
        }
    }
};

// True while the pipe is open.
bool read_some(int fd, std::string& into) {
    std::array<char, 65536> chunk;
    const ssize_t got = read(fd, chunk.data(), chunk.size());
    if (got > 0) {
        into.append(chunk.data(), static_cast<std::size_t>(got));
    }
    return got > 0 || (got < 0 && errno == EINTR);
}

}  // namespace

Outcome run_command(const std::vector<std::string>& argv, Seconds limit, const std::string& input) {
    Pipe in;
    Pipe out;
    Pipe err;
    const pid_t pid = fork();
    if (pid == 0) {
        setpgid(0, 0);
        exec_in_child(argv, in.ends[0], out.ends[1], err.ends[1]);
    }
    in.close_end(0);
    out.close_end(1);
    err.close_end(1);
    signal(SIGPIPE, SIG_IGN);
    if (!input.empty() && write(in.ends[1], input.data(), input.size()) < 0) {
        in.close_end(1);
    }
    in.close_end(1);

    Outcome outcome;
    const auto deadline = Clock::now() + limit;
    while (out.ends[0] >= 0 || err.ends[0] >= 0) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        if (left.count() <= 0) {
            outcome.timed_out = true;
            kill(-pid, SIGKILL);
            break;
        }
        std::array<pollfd, 2> fds{{{out.ends[0], POLLIN, 0}, {err.ends[0], POLLIN, 0}}};
        poll(fds.data(), fds.size(), static_cast<int>(std::min<long>(left.count(), 1000)));
        if (fds[0].revents != 0 && !read_some(out.ends[0], outcome.out)) {
            out.close_end(0);
        }
        if (fds[1].revents != 0 && !read_some(err.ends[0], outcome.err)) {
            err.close_end(0);
        }
    }
    int status = 0;
    waitpid(pid, &status, 0);
    outcome.exit_code = decode(status);
    return outcome;
}

pid_t start_command(const std::vector<std::string>& argv) {
    const pid_t pid = fork();
    if (pid == 0) {
        setpgid(0, 0);
        const int null = open("/dev/null", O_RDWR);
        exec_in_child(argv, null, null, null);
    }
    return pid;
}

int wait_command(pid_t pid, Seconds limit) {
    int status = 0;
    const bool ended = eventually([&] { return waitpid(pid, &status, WNOHANG) == pid; }, limit);
    return ended ? decode(status) : -1;
}

bool eventually(const std::function<bool()>& condition, Seconds limit) {
    const auto deadline = Clock::now() + limit;
    while (!condition()) {
        if (Clock::now() > deadline) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    return true;
}

}  // namespace ballast::test
