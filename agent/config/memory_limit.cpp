#include "agent/config/memory_limit.hpp"

#include <string>

#include "common/files.hpp"
#include "common/text.hpp"

namespace ballast::agent {
namespace {

// v1 says "no limit" with a number near 2^63, rounded down to a page.
constexpr std::int64_t kUnlimited = std::int64_t{1} << 60U;

std::int64_t limit_in(const std::filesystem::path& file) {
    const auto text = read_file(file, 256);
    const auto value = text ? parse_integer(trim(*text)) : std::nullopt;  // v2: "max"
    return value && *value > 0 && *value < kUnlimited ? *value : 0;
}

// The smallest limit from the group up to the top of its hierarchy.
std::int64_t limit_along(const std::filesystem::path& top, const std::string& group,
                         const char* file) {
    std::int64_t least = 0;
    auto path = std::filesystem::path(group).relative_path();
    for (;;) {
        const auto limit = limit_in(top / path / file);
        if (limit > 0 && (least == 0 || limit < least)) {
            least = limit;
        }
        if (path.empty()) {
            return least;
        }
        path = path.parent_path();
    }
}

}  // namespace

std::int64_t memory_limit(const std::filesystem::path& root) {
    const auto groups = read_file(root / "proc/self/cgroup");
    if (!groups) {
        return 0;
    }
    const auto top = root / "sys/fs/cgroup";
    for (const auto line : split(*groups, '\n')) {
        // hierarchy-id:controllers:path (cgroups(7)); v2 has no controllers here.
        const auto parts = split(line, ':');
        if (parts.size() < 3) {
            continue;
        }
        const std::string group(parts[2]);
        if (parts[1].empty()) {
            if (const auto limit = limit_along(top, group, "memory.max"); limit > 0) {
                return limit;
            }
        } else if (parts[1] == "memory") {
            return limit_along(top / "memory", group, "memory.limit_in_bytes");
        }
    }
    return 0;
}

}  // namespace ballast::agent
