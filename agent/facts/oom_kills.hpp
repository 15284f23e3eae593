// How many processes of a control group the kernel has killed for memory.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>

namespace ballast::agent {

// The file that counts for this process: memory.events (cgroup v2) or memory.oom_control (v1, Linux
// 4.13) of its group or of the nearest one above that is mounted here. Empty: none. Ask while the
// process lives: the file outlives it. `root` is "/" outside tests.
std::filesystem::path find_oom_counter(pid_t pid, const std::filesystem::path& root = "/");

// The count in such a file; empty where it cannot be read.
std::optional<std::uint64_t> read_oom_kills(const std::filesystem::path& counter);

}  // namespace ballast::agent
