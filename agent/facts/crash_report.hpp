// The report that a JVM writes when it crashes.
#pragma once

#include <sys/types.h>

#include <filesystem>

#include "common/clock.hpp"

namespace ballast::agent {

// FOLDER/hs_err_pid<PID>.log, where -XX:ErrorFile of agent/config/jvm_command puts it; empty: none.
// One that was last written before `not_before`, the start of that process, is an earlier
// process's: in a container pids repeat.
std::filesystem::path find_crash_report(const std::filesystem::path& folder, pid_t pid,
                                        WallTime not_before);

}  // namespace ballast::agent
