#include "coordinator/cli/offline_log_source.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <vector>

#include "common/files.hpp"
#include "common/text.hpp"

extern char** environ;  // POSIX leaves its declaration to us

namespace ballast::cli {
namespace {

// A file descriptor that is closed.
class Fd {
  public:
    explicit Fd(int fd) : fd_(fd) {}
    ~Fd() { close(); }
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;
    int get() const { return fd_; }
    void close() {
        if (fd_ >= 0) {
            ::close(fd_);
            fd_ = -1;
        }
    }

  private:
    int fd_;
};

// The child's standard output and error go to our pipes; its signals are at their defaults, for we
// block some and ignore SIGPIPE.
Result<pid_t> spawn(const std::vector<std::string>& argv, int out, int err) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, err, STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigset_t pipe_signal;
    sigemptyset(&none);
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &pipe_signal);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    std::vector<char*> words;
    for (const std::string& word : argv) {
        words.push_back(const_cast<char*>(word.c_str()));
    }
    words.push_back(nullptr);
    pid_t pid = 0;
    const int error = ::posix_spawn(&pid, words[0], &files, &attributes, words.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    if (error != 0) {
        return std::unexpected(system_error("cannot run " + argv[0], error));
    }
    return pid;
}

std::vector<std::string> command_of(const std::filesystem::path& agent,
                                    const std::filesystem::path& node_dir, const LogQuery& query) {
    std::vector<std::string> argv{agent.string(), "logs", "--node-dir", node_dir.string()};
    const auto add = [&](const char* option, const std::string& value) {
        if (!value.empty()) {
            argv.push_back(std::string(option) + "=" + value);
        }
    };
    add("--since", query.since);
    add("--grep", query.grep);
    add("--level", query.level);
    add("--tail", query.tail ? std::to_string(*query.tail) : "");
    add("--output", "json");
    return argv;
}

void read_lines(int fd, const LogSource::OnLine& on_line) {
    LineSplitter lines;
    std::array<char, 65536> buffer{};
    while (true) {
        const ssize_t n = ::read(fd, buffer.data(), buffer.size());
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0 || !lines.feed({buffer.data(), static_cast<std::size_t>(n)}, on_line)) {
            return;
        }
    }
}

// After standard output has ended; what does not fit into the pipe stays unread.
std::string read_words(int fd) {
    std::array<char, 4096> buffer{};
    ::fcntl(fd, F_SETFL, O_NONBLOCK);
    const ssize_t n = ::read(fd, buffer.data(), buffer.size());
    return n > 0 ? std::string(trim({buffer.data(), static_cast<std::size_t>(n)})) : "";
}

int wait_for(pid_t pid) {
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

}  // namespace

Result<void> OfflineLogSource::read(const NodeIdentity& node, const LogQuery& query,
                                    const OnLine& on_line, std::stop_token stop) {
    std::array<int, 2> out{};
    std::array<int, 2> err{};
    if (::pipe2(out.data(), O_CLOEXEC) != 0) {
        return std::unexpected(system_error("cannot make a pipe", errno));
    }
    Fd out_read(out[0]);
    Fd out_write(out[1]);
    if (::pipe2(err.data(), O_CLOEXEC) != 0) {
        return std::unexpected(system_error("cannot make a pipe", errno));
    }
    const Fd err_read(err[0]);
    Fd err_write(err[1]);
    TRY(const pid_t pid, spawn(command_of(agent_, folder_.node(node.name).root, query),
                               out_write.get(), err_write.get()));
    out_write.close();
    err_write.close();
    {
        const std::stop_callback stopper(stop, [pid] { ::kill(pid, SIGTERM); });
        read_lines(out_read.get(), on_line);
        // One that is not done yet gets EPIPE instead of a reader.
        out_read.close();
    }
    const std::string words = read_words(err_read.get());
    const int status = wait_for(pid);
    if (WIFEXITED(status) && WEXITSTATUS(status) != 0) {
        return fail(WEXITSTATUS(status) == 2 ? ErrorKind::invalid : ErrorKind::io,
                    words.empty() ? "ballast-agent logs failed" : words);
    }
    return {};
}

}  // namespace ballast::cli
