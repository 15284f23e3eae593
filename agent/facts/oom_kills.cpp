#include "agent/facts/oom_kills.hpp"

#include "agent/config/memory_groups.hpp"
#include "common/files.hpp"
#include "common/text.hpp"

namespace ballast::agent {

std::filesystem::path find_oom_counter(pid_t pid, const std::filesystem::path& root) {
    for (const auto& group : memory_groups(std::to_string(pid), root)) {
        const char* name = group.unified ? "memory.events" : "memory.oom_control";
        for (auto path = group.path;; path = path.parent_path()) {
            auto file = group.top / path / name;
            if (read_oom_kills(file)) {
                return file;
            }
            if (path.empty()) {
                break;
            }
        }
    }
    return {};
}

std::optional<std::uint64_t> read_oom_kills(const std::filesystem::path& counter) {
    constexpr std::string_view kKey = "oom_kill ";
    const auto text = read_file(counter, 4096);
    if (!text) {
        return std::nullopt;
    }
    for (const auto line : split(*text, '\n')) {
        if (line.starts_with(kKey)) {
            const auto count = parse_integer(trim(line.substr(kKey.size())));
            return count && *count >= 0 ? std::optional(static_cast<std::uint64_t>(*count))
                                        : std::nullopt;
        }
    }
    return std::nullopt;
}

}  // namespace ballast::agent
