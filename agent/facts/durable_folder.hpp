// Makes what happened to a folder's entries last.
#pragma once

#include <filesystem>

#include "common/files.hpp"

namespace ballast::agent {

// fsync of the folder, after a rename or an unlink in it. One that is not there has nothing to
// keep. Errors: io.
Result<void> sync_folder(const std::filesystem::path& folder, FileCalls& calls);

}  // namespace ballast::agent
