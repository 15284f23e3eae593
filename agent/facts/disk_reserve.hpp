// The reserve: a file on the node's volume that is given back when the disk is full, so that a
// broker can start and its administrator can act.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "agent/recovery/start_facts.hpp"
#include "common/files.hpp"

namespace ballast::agent {

// Bytes of the reserve that is there; 0: none.
std::int64_t reserve_bytes(const std::filesystem::path& volume);

// True where giving the reserve back helps one of the dirs: they share a file system.
bool reserve_helps(const std::filesystem::path& volume, std::span<const DirFacts> dirs);

// min(256 MiB, 1 % of the file system), really allocated, or what is there already. None (0) for a
// ZooKeeper server, where no dir of `facts` is on the volume's file system, where by `facts` less
// than four times needed_free_bytes would stay free, or where the file system cannot allocate
// ahead. After a crash at any step there is a whole reserve or none. VOLUME/state must exist.
// Errors: io.
Result<std::int64_t> make_reserve(const StartFacts& facts, const std::filesystem::path& volume,
                                  FileCalls& calls = system_files());

// Deletes the reserve and what a broken-off make_reserve left; the bytes that this frees. Errors:
// io.
Result<std::int64_t> give_back_reserve(const std::filesystem::path& volume,
                                       FileCalls& calls = system_files());

}  // namespace ballast::agent
