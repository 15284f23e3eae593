// The jars of a Kafka home in the one order that every JVM uses: a class-data archive is tied to
// the exact class path (JDK: FileMapInfo::validate_app_class_paths).
#pragma once

#include <filesystem>
#include <vector>

#include "common/result.hpp"

namespace ballast::agent {

// libs/*.jar by name, absolute. Errors: not_found where the folder or Kafka itself is missing.
Result<std::vector<std::filesystem::path>> list_jars(const std::filesystem::path& kafka_home);

}  // namespace ballast::agent
