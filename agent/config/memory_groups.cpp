#include "agent/config/memory_groups.hpp"

#include "common/files.hpp"
#include "common/text.hpp"

namespace ballast::agent {

std::vector<MemoryGroup> memory_groups(const std::string& process,
                                       const std::filesystem::path& root) {
    std::vector<MemoryGroup> groups;
    const auto text = read_file(root / "proc" / process / "cgroup");
    if (!text) {
        return groups;
    }
    const auto top = root / "sys/fs/cgroup";
    for (const auto line : split(*text, '\n')) {
        // hierarchy-id:controllers:path; v2 has no controllers here.
        const auto parts = split(line, ':');
        if (parts.size() < 3) {
            continue;
        }
        const auto path = std::filesystem::path(parts[2]).relative_path();
        if (parts[1].empty()) {
            groups.push_back({.unified = true, .top = top, .path = path});
        } else if (parts[1] == "memory") {
            groups.push_back({.unified = false, .top = top / "memory", .path = path});
        }
    }
    return groups;
}

}  // namespace ballast::agent
