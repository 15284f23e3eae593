#include "common/process_identity.hpp"

#include <unistd.h>

#include "common/files.hpp"
#include "common/text.hpp"

namespace ballast {

std::optional<ProcessIdentity> identify_process(pid_t pid) {
    const auto stat = read_file("/proc/" + std::to_string(pid) + "/stat", 4096);
    if (!stat) {
        return std::nullopt;
    }
    // The name (field 2) is in parentheses and may hold blanks and parentheses itself.
    const auto name_end = stat->rfind(") ");
    if (name_end == std::string::npos) {
        return std::nullopt;
    }
    const auto fields = split(std::string_view(*stat).substr(name_end + 2), ' ');
    constexpr std::size_t kStartTime = 22 - 3;
    if (fields.size() <= kStartTime || fields[0] == "Z" || fields[0] == "X") {
        return std::nullopt;
    }
    const auto ticks = parse_integer(fields[kStartTime]);
    return ticks ? std::optional(ProcessIdentity{pid, static_cast<std::uint64_t>(*ticks)})
                 : std::nullopt;
}

std::string boot_id() {
    const auto id = read_file("/proc/sys/kernel/random/boot_id", 64);
    return id ? std::string(trim(*id)) : std::string();
}

std::int64_t resident_bytes(pid_t pid) {
    const auto statm = read_file("/proc/" + std::to_string(pid) + "/statm", 4096);
    if (!statm) {
        return 0;
    }
    const auto fields = split(*statm, ' ');
    const auto pages = fields.size() > 1 ? parse_integer(fields[1]) : std::nullopt;
    return pages.value_or(0) * sysconf(_SC_PAGESIZE);
}

}  // namespace ballast
