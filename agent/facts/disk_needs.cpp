#include "agent/facts/disk_needs.hpp"

#include <algorithm>

#include "common/text.hpp"

namespace ballast::agent {
namespace {

constexpr std::int64_t kGibi = std::int64_t{1} << 30U;

// log.segment.bytes is an int of Java; 1 GiB is Kafka's default.
std::int64_t segment_bytes(const document::Document& document) {
    const auto at = document.kafka.config.find("log.segment.bytes");
    const auto value =
        at == document.kafka.config.end() ? std::nullopt : parse_integer(trim(at->second));
    return value && *value > 0 && *value <= INT32_MAX ? *value : kGibi;
}

}  // namespace

std::int64_t needed_free_bytes(const document::Document& document, Role role,
                               std::span<const DirFacts> dirs) {
    auto needed = role == Role::kafka ? std::max(kGibi, 2 * segment_bytes(document)) : kGibi;
    for (const auto& dir : dirs) {
        if (dir.total_bytes > 0) {
            needed = std::min(needed, dir.total_bytes / 10);
        }
    }
    return needed;
}

}  // namespace ballast::agent
