// The files of a log that its writer rotates: NAME, NAME.1 (newer) ... NAME.N (oldest).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ballast::cli {

// Oldest first, only those that exist; gaps do not matter. `name`: "kafka.log".
std::vector<std::filesystem::path> rotated_files(const std::filesystem::path& folder,
                                                 const std::string& name);

}  // namespace ballast::cli
