#include "agent/facts/other_process.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cstdio>

#include "agent/facts/command_line.hpp"
#include "agent/facts/descriptor.hpp"
#include "common/files.hpp"
#include "common/text.hpp"

namespace ballast::agent {

OtherProcess look_at_process(pid_t pid, const std::filesystem::path& config_folder) {
    OtherProcess other{.process = {.pid = pid}, .command_line = {}};
    const auto identity = pid > 0 ? identify_process(pid) : std::nullopt;
    if (!identity) {
        return other;
    }
    const auto cmdline = read_file("/proc/" + std::to_string(pid) + "/cmdline");
    // The line is that process's only where it is still there.
    if (!cmdline || identify_process(pid) != identity) {
        return other;
    }
    auto words = command_words(*cmdline);
    other.process = *identity;
    other.own_jvm = runs_configuration(words, config_folder);
    other.command_line = shown_command_line(std::move(words));
    return other;
}

std::optional<OtherProcess> find_own_jvm(const std::filesystem::path& config_folder) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
        const auto pid = parse_integer(entry.path().filename().string());
        if (!pid) {
            continue;
        }
        auto process = look_at_process(static_cast<pid_t>(*pid), config_folder);
        if (process.own_jvm) {
            return process;
        }
    }
    return std::nullopt;
}

std::optional<OtherProcess> find_lock_holder(const std::filesystem::path& file,
                                             const std::filesystem::path& config_folder) {
    // Closing a descriptor drops all fcntl locks of the process that closes it, and of no other:
    // an agent never holds one.
    const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct flock wanted{};
    wanted.l_type = F_WRLCK;
    wanted.l_whence = SEEK_SET;
    if (!in.is_open() || ::fcntl(in.get(), F_GETLK, &wanted) != 0 || wanted.l_type == F_UNLCK) {
        return std::nullopt;
    }
    // -1 for a lock of an open file description; 0 or less for another pid namespace or machine.
    return look_at_process(std::max(wanted.l_pid, 0), config_folder);
}

}  // namespace ballast::agent
