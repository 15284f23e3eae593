// Which process a pid means: pids are reused, a pid with its start time and the boot is not.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

namespace ballast {

struct ProcessIdentity {
    pid_t pid = 0;
    std::uint64_t start_ticks = 0;  // clock ticks since boot: proc(5), /proc/PID/stat field 22

    bool operator==(const ProcessIdentity&) const = default;
};

// Empty when no such process lives (a zombie does not live).
std::optional<ProcessIdentity> identify_process(pid_t pid);
// /proc/sys/kernel/random/boot_id, or empty.
std::string boot_id();
// Resident set in bytes; 0 when the process is gone.
std::int64_t resident_bytes(pid_t pid);

}  // namespace ballast
