#include "agent/init/process.hpp"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <algorithm>
#include <vector>

namespace ballast::init {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (const auto& text : texts) {
        out.push_back(const_cast<char*>(text.c_str()));
    }
    out.push_back(nullptr);
    return out;
}

}  // namespace

std::array<Fd, 2> make_pipe() {
    std::array<int, 2> ends{-1, -1};
    if (pipe2(ends.data(), O_CLOEXEC) == 0) {
        fcntl(ends[0], F_SETFL, O_NONBLOCK);
    }
    return {Fd(ends[0]), Fd(ends[1])};
}

pid_t start_process(const Start& order, std::initializer_list<int> streams, std::string& error) {
    const char* folder = order.working_directory.c_str();
    const auto program = order.argv.empty() ? std::string() : order.argv[0];
    if (*folder != '\0' && access(folder, X_OK) != 0) {
        error = std::string("cannot enter ") + folder + ": " + strerror(errno);
        return -1;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    int failed = 0;
    for (int i = 1; const int stream : streams) {
        failed = std::max(failed, posix_spawn_file_actions_adddup2(&actions, stream, i++));
    }
    if (*folder != '\0') {
        posix_spawn_file_actions_addchdir_np(&actions, folder);
    }
    // A blocked mask and ignored signals survive exec, so both are put back.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes, &signals);
    memset(&signals, 0xFF, sizeof signals);  // sigfillset() leaves out two of glibc's own
    posix_spawnattr_setsigdefault(&attributes, &signals);

    pid_t pid = -1;
    if (failed == 0) {
        failed = posix_spawn(&pid, program.c_str(), &actions, &attributes,
                             pointers(order.argv).data(), pointers(order.environment).data());
    }
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) {
        error = "cannot start " + program + ": " + strerror(failed);
        return -1;
    }
    return pid;
}

void offer_to_oom_killer(pid_t pid) {
    const auto own = strtol(read_small_file("/proc/self/oom_score_adj").c_str(), nullptr, 10);
    const auto path = "/proc/" + std::to_string(pid) + "/oom_score_adj";
    const Fd score(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    dprintf(score.get(), "%ld", own > 700 ? 1000 : own + 300);
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
    const auto name_end = std::min(stat.rfind(')'), stat.size());
    unsigned long ticks = 0;
    constexpr const char* kFields =
        ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %lu";
    const bool found = sscanf(stat.c_str() + name_end, kFields, &ticks) == 1;
    return found ? JvmId{static_cast<std::uint32_t>(pid), ticks} : JvmId{};
}

void report(const std::string& line) {
    dprintf(STDERR_FILENO, "ballast-init: %s\n", line.c_str());
}

}  // namespace ballast::init
