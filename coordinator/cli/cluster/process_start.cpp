// Starting processes: posix_spawn, so that nothing runs between fork and exec.
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "common/clock.hpp"
#include "common/files.hpp"
#include "common/text.hpp"
#include "coordinator/cli/cluster/processes.hpp"

namespace ballast::cli {
namespace {

constexpr std::size_t kOutputLimit = 64U << 10U;
constexpr int kPollMilliseconds = 100;
// From TERM to KILL for a tool that is not wanted any more.
constexpr auto kLastWords = std::chrono::seconds(3);
constexpr std::array<std::string_view, 9> kSecretWords = {"PASSWORD", "PASSWD",     "PASSPHRASE",
                                                          "SECRET",   "TOKEN",      "CREDENTIAL",
                                                          "API_KEY",  "ACCESS_KEY", "PRIVATE_KEY"};

class SpawnSettings {
  public:
    explicit SpawnSettings(short flags) {
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawnattr_init(&attributes);
        sigset_t none;
        sigset_t all;
        sigemptyset(&none);
        sigfillset(&all);
        ::posix_spawnattr_setsigmask(&attributes, &none);
        ::posix_spawnattr_setsigdefault(&attributes, &all);
        ::posix_spawnattr_setflags(&attributes, static_cast<short>(POSIX_SPAWN_SETSIGMASK |
                                                                   POSIX_SPAWN_SETSIGDEF | flags));
    }
    ~SpawnSettings() {
        ::posix_spawn_file_actions_destroy(&actions);
        ::posix_spawnattr_destroy(&attributes);
    }
    SpawnSettings(const SpawnSettings&) = delete;
    SpawnSettings& operator=(const SpawnSettings&) = delete;

    Result<pid_t> spawn(const std::vector<std::string>& argv) {
        std::vector<std::string> words = argv;
        std::vector<std::string> environment = without_secrets(environ);
        const auto pointers = [](std::vector<std::string>& texts) {
            std::vector<char*> result;
            result.reserve(texts.size() + 1);
            for (auto& text : texts) {
                result.push_back(text.data());
            }
            result.push_back(nullptr);
            return result;
        };
        ::posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
        pid_t pid = 0;
        const int error = ::posix_spawn(&pid, words[0].c_str(), &actions, &attributes,
                                        pointers(words).data(), pointers(environment).data());
        if (error != 0) {
            return std::unexpected(system_error("cannot start " + words[0], error));
        }
        return pid;
    }

    posix_spawn_file_actions_t actions{};
    posix_spawnattr_t attributes{};
};

int exit_status(int status) {
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

// One tool of run(): its pipe, and what came out of it so far.
struct Tool {
    pid_t pid = 0;
    int pipe = -1;
    SteadyTime deadline;
    int kicks = 0;
    ToolOutcome outcome;
};

Result<Tool> start_tool(const ToolCommand& command) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) {
        return std::unexpected(system_error("cannot make a pipe", errno));
    }
    SpawnSettings settings(POSIX_SPAWN_SETPGROUP);  // its own group: ended with all it started
    ::posix_spawn_file_actions_addopen(&settings.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&settings.actions, pipe[1], STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&settings.actions, pipe[1], STDERR_FILENO);
    auto pid = settings.spawn(command.argv);
    ::close(pipe[1]);
    if (!pid) {
        ::close(pipe[0]);
        return std::unexpected(std::move(pid).error());
    }
    Tool tool;
    tool.pid = *pid;
    tool.pipe = pipe[0];
    return tool;
}

void finish(Tool& tool) {
    ::close(std::exchange(tool.pipe, -1));
    int status = 0;
    while (::waitpid(tool.pid, &status, 0) < 0 && errno == EINTR) {
    }
    tool.outcome.status = exit_status(status);
}

// Reads what is there; at the end of the output takes the exit status.
void read_some(Tool& tool) {
    std::array<char, 4096> chunk{};
    const ssize_t got = ::read(tool.pipe, chunk.data(), chunk.size());
    if (got > 0) {
        const auto room = kOutputLimit - std::min(kOutputLimit, tool.outcome.output.size());
        tool.outcome.output.append(chunk.data(), std::min(room, static_cast<std::size_t>(got)));
    } else if (got == 0 || errno != EINTR) {
        finish(tool);
    }
}

// TERM to a tool past its deadline; KILL when that did not help.
void kick(Tool& tool, SteadyTime now) {
    if (now <= tool.deadline) {
        return;
    }
    // Our child, not yet waited for: neither the pid nor its group can be somebody else's.
    ::kill(-tool.pid, tool.kicks == 0 ? SIGTERM : SIGKILL);
    if (++tool.kicks == 2) {
        finish(tool);
    } else {
        tool.deadline = now + kLastWords;
    }
}

}  // namespace

std::vector<std::string> without_secrets(const char* const* environment) {
    std::vector<std::string> kept;
    for (; *environment != nullptr; ++environment) {
        const std::string_view entry(*environment);
        const std::string name = to_upper(entry.substr(0, entry.find('=')));
        const bool secret = std::ranges::any_of(
            kSecretWords, [&](std::string_view word) { return name.contains(word); });
        if (!secret) {
            kept.emplace_back(entry);
        }
    }
    return kept;
}

std::vector<Result<ToolOutcome>> SystemProcesses::run(const std::vector<ToolCommand>& commands,
                                                      const std::function<bool()>& broken_off) {
    const SystemClock clock;
    std::vector<Result<Tool>> tools;
    for (const auto& command : commands) {
        tools.push_back(start_tool(command));
        if (tools.back()) {
            tools.back()->deadline = clock.steady() + command.limit;
        }
    }
    for (;;) {
        std::vector<pollfd> waiting;
        const bool leave = broken_off();
        for (auto& tool : tools) {
            if (!tool || tool->pipe < 0) {
                continue;
            }
            if (leave && tool->kicks == 0) {
                tool->deadline = SteadyTime::min();
            } else if (clock.steady() > tool->deadline) {
                tool->outcome.timed_out = true;
            }
            kick(*tool, clock.steady());
            if (tool->pipe >= 0) {
                waiting.push_back({tool->pipe, POLLIN, 0});
            }
        }
        if (waiting.empty()) {
            break;
        }
        ::poll(waiting.data(), waiting.size(), kPollMilliseconds);
        for (auto& tool : tools) {
            const auto readable = [&](const pollfd& entry) {
                return entry.fd == tool->pipe && entry.revents != 0;
            };
            if (tool && tool->pipe >= 0 && std::ranges::any_of(waiting, readable)) {
                read_some(*tool);
            }
        }
    }
    std::vector<Result<ToolOutcome>> outcomes;
    outcomes.reserve(tools.size());
    for (auto& tool : tools) {
        outcomes.push_back(tool ? Result<ToolOutcome>(std::move(tool->outcome))
                                : std::unexpected(std::move(tool).error()));
    }
    return outcomes;
}

Result<ProcessIdentity> SystemProcesses::start_detached(const std::vector<std::string>& argv,
                                                        const std::filesystem::path& log) {
    // A new session has no terminal: closing ours sends the process nothing.
    SpawnSettings settings(POSIX_SPAWN_SETSID);
    ::posix_spawn_file_actions_addopen(&settings.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&settings.actions, STDOUT_FILENO, log.c_str(),
                                       O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::posix_spawn_file_actions_adddup2(&settings.actions, STDOUT_FILENO, STDERR_FILENO);
    ::posix_spawn_file_actions_addchdir_np(&settings.actions, "/");
    TRY(const pid_t pid, settings.spawn(argv));
    return identify_process(pid).value_or(ProcessIdentity{pid, 0});
}

std::optional<int> SystemProcesses::ended(const ProcessIdentity& process) {
    int status = 0;
    return ::waitpid(process.pid, &status, WNOHANG) == process.pid
               ? std::optional(exit_status(status))
               : std::nullopt;
}

}  // namespace ballast::cli
