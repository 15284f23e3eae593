// Where the sessions of browsers outlive the coordinator: a page that is watched goes on after a
// crash or an upgrade. Holds digests only; who wants to end all sessions removes the file and
// restarts the coordinator.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/result.hpp"
#include "coordinator/api/grant.hpp"

namespace ballast::coordinator {

struct StoredSession {
    std::string digest;  // SHA-256 of the cookie's secret, hexadecimal
    WallTime ends;
    Grant grant;
    bool operator==(const StoredSession&) const = default;
};

// Errors: not_found, io, invalid (also where others than its owner may read or write it: a session
// may have been put there).
Result<std::vector<StoredSession>> read_sessions(const std::filesystem::path& file);
// Errors: io.
Result<void> write_sessions(const std::filesystem::path& file,
                            const std::vector<StoredSession>& sessions);

}  // namespace ballast::coordinator
