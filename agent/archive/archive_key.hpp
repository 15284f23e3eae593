// Names the class-data archive that fits a JDK and a class path.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/node_identity.hpp"
#include "common/result.hpp"

namespace ballast::agent {

// 16 hexadecimal digits over the JDK's identity and each jar's path, size and time of change: what
// the JVM itself compares. Errors: io, not_found.
Result<std::string> archive_key(const std::filesystem::path& java_home,
                                const std::vector<std::filesystem::path>& jars);

// FOLDER/KEY/kafka.jsa or zookeeper.jsa.
std::filesystem::path archive_file(const std::filesystem::path& folder, const std::string& key,
                                   Role role);

}  // namespace ballast::agent
