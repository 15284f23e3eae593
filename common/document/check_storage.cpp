#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "common/document/checks.hpp"
#include "common/text.hpp"

namespace ballast::document {
namespace {

using std::filesystem::path;

constexpr std::size_t kMostDirs = 100;

bool is_below(const path& inner, const path& outer) {
    const auto [rest, _] = std::ranges::mismatch(outer, inner);
    return rest == outer.end() && inner != outer;
}

// log.dirs is a list with commas whose elements Kafka trims, and it replaces ${...} in values.
bool can_be_listed(const std::string& dir) {
    return !dir.empty() && trim(dir) == dir && !dir.contains(',') && !dir.contains("${") &&
           !has_control_character(dir);
}

}  // namespace

path normal_dir(const std::string& dir) {
    const auto out = path(dir).lexically_normal();
    return out.has_filename() ? out : out.parent_path();
}

void check_storage(const std::vector<std::string>& dirs, Findings& out) {
    if (dirs.empty()) {
        out.add("kafka.storage.dirs", "a broker needs a log directory", "write dirs: [data]");
    } else if (dirs.size() > kMostDirs) {
        out.add("kafka.storage.dirs", fmt::format("{} log directories are too many", dirs.size()),
                fmt::format("write at most {}, one for each disk", kMostDirs));
        return;
    }
    std::vector<path> seen;
    for (std::size_t i = 0; i < dirs.size(); ++i) {
        const auto key = fmt::format("kafka.storage.dirs[{}]", i);
        const auto dir = normal_dir(dirs[i]);
        const path written(dirs[i]);
        const bool climbs = std::ranges::find(written, "..") != written.end();
        const auto overlaps = [&](const path& other) {
            return is_below(dir, other) || is_below(other, dir);
        };
        if (!can_be_listed(dirs[i]) || climbs || dir == "." || dir == "/") {
            out.add(key, fmt::format("'{}' is no log directory", dirs[i]),
                    "write a name on the volume like data, or an absolute path; no '..', no ','");
        } else if (*dir.begin() == "state") {
            out.add(key, "'state' is where the agent keeps what it must not forget",
                    "take another name, like data");
        } else if (std::ranges::find(seen, dir) != seen.end()) {
            out.add(key, fmt::format("'{}' stands twice", dirs[i]), "leave one out");
        } else if (const auto at = std::ranges::find_if(seen, overlaps); at != seen.end()) {
            out.add(key, fmt::format("'{}' and '{}' lie in each other", dirs[i], at->string()),
                    "a broker takes every folder in a log directory for a partition: put them "
                    "side by side");
        } else {
            seen.push_back(dir);
        }
    }
}

}  // namespace ballast::document
