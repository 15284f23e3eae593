#include "agent/config/memory_limit.hpp"

#include "agent/config/memory_groups.hpp"
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
std::int64_t limit_along(const MemoryGroup& group, const char* file) {
    std::int64_t least = 0;
    for (auto path = group.path;; path = path.parent_path()) {
        const auto limit = limit_in(group.top / path / file);
        if (limit > 0 && (least == 0 || limit < least)) {
            least = limit;
        }
        if (path.empty()) {
            return least;
        }
    }
}

}  // namespace

std::int64_t memory_limit(const std::filesystem::path& root) {
    for (const auto& group : memory_groups("self", root)) {
        if (!group.unified) {
            return limit_along(group, "memory.limit_in_bytes");
        }
        if (const auto limit = limit_along(group, "memory.max"); limit > 0) {
            return limit;
        }
    }
    return 0;
}

}  // namespace ballast::agent
