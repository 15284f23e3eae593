// The memory that the kernel grants this process's group.
#pragma once

#include <cstdint>
#include <filesystem>

namespace ballast::agent {

// Bytes: the smallest limit of the process's control groups, v1 or v2; 0 where there is none.
// `root` is "/" outside tests: reads ROOT/proc/self/cgroup and ROOT/sys/fs/cgroup.
std::int64_t memory_limit(const std::filesystem::path& root = "/");

}  // namespace ballast::agent
