// The control groups that account a process's memory (cgroups(7)).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ballast::agent {

struct MemoryGroup {
    bool unified = false;        // v2; else v1's memory controller
    std::filesystem::path top;   // of the mounted hierarchy
    std::filesystem::path path;  // below it; in a container it may not be there
};

// As ROOT/proc/PROCESS/cgroup lists them; `process` is a pid or "self". Empty where that cannot be
// read.
std::vector<MemoryGroup> memory_groups(const std::string& process,
                                       const std::filesystem::path& root = "/");

}  // namespace ballast::agent
