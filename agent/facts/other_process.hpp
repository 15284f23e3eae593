// Another process that is in the way, as far as it can be seen.
#pragma once

#include <filesystem>

#include "agent/recovery/start_facts.hpp"

namespace ballast::agent {

// Of a process that has ended, or that is another container's: the pid alone.
OtherProcess look_at_process(pid_t pid, const std::filesystem::path& config_folder);

// A JVM that runs the configuration in this folder: looks at every process. Nothing where there is
// none; some milliseconds.
std::optional<OtherProcess> find_own_jvm(const std::filesystem::path& config_folder);

// Who holds an fcntl lock on this file, as Java's FileChannel.tryLock takes it. Nothing where
// nobody does, or where there is no such file. pid 0: a process that cannot be seen from here
// (another container, another machine's mount).
std::optional<OtherProcess> find_lock_holder(const std::filesystem::path& file,
                                             const std::filesystem::path& config_folder);

}  // namespace ballast::agent
