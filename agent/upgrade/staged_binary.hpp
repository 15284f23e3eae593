// A copy of the agent's next binary on the node's own disk, checked against its sum: what `ballast
// agent upgrade` starts. The original may change or go away afterwards.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "common/files.hpp"
#include "common/result.hpp"

namespace ballast::agent {

// The file that this process runs; empty where /proc does not tell.
std::filesystem::path running_program();

constexpr std::uintmax_t kMaxBinarySize = std::uintmax_t{200} << 20U;

// Copies `source`, a file of this machine, to folder/ballast-agent-<first 12 digits of its sum> and
// gives that path. It is there whole or not at all, also after a crash at any step; asked again for
// what is staged already, it gives the same path and does not look at `source`. Of what was staged
// before, the newest other one and `in_use` are kept.
// Blocks on the disk. `sha256` in hexadecimal.
// Errors, by code: BINARY_NOT_FOUND (not_found); NOT_A_PROGRAM (invalid: no regular file, no ELF
// magic); WRONG_SHA256 (refused: names both sums; invalid: that is no sum); UNSAFE_BINARY (refused:
// of another user, writable by others, above kMaxBinarySize); without a code: io.
Result<std::filesystem::path> stage_binary(const std::filesystem::path& source,
                                           std::string_view sha256,
                                           const std::filesystem::path& folder,
                                           const std::filesystem::path& in_use = running_program(),
                                           FileCalls& calls = system_files());

}  // namespace ballast::agent
