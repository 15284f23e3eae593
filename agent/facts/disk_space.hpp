// Whether a directory has room and can be written to.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "agent/recovery/start_facts.hpp"
#include "common/files.hpp"

namespace ballast::agent {

// The path itself, or the first of its parents that is there: where it would be made.
std::filesystem::path nearest_existing(const std::filesystem::path& path);

// Bytes of the file system under nearest_existing(path); -1 where it cannot be asked.
struct DiskSpace {
    std::int64_t free = -1;  // for this user
    std::int64_t total = -1;
};
DiskSpace disk_space(const std::filesystem::path& path);

// Makes, writes, syncs and removes a file of 4 KiB in nearest_existing(dir): statvfs does not know
// of a file system that went read-only or of a disk that fails. In words what failed; empty: it
// worked. Kafka and ZooKeeper ignore a file of this name.
std::string write_probe(const std::filesystem::path& dir, FileCalls& calls = system_files());

// Path, space and write probe: all that the watch over a running JVM asks of a dir.
DirFacts look_at_disk(const std::filesystem::path& dir);

}  // namespace ballast::agent
