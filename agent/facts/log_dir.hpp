// A log dir of a broker, as it is on the disk.
#pragma once

#include <filesystem>
#include <span>

#include "agent/recovery/start_facts.hpp"

namespace ballast::agent {

// Everything of DirFacts. A dir is empty while it has neither meta.properties nor a folder that
// Kafka made for a partition: what else may lie there (lost+found of a new file system, .lock and
// checkpoints of a start that was broken off, which hold no records) is not worth a guard. A dir
// that cannot be listed is not empty, and its write_error says so.
DirFacts look_at_log_dir(const std::filesystem::path& dir,
                         const std::filesystem::path& config_folder);

// "orders-3", and what Kafka renames it to: "orders-3.UUID-delete", "-future", "-stray"
// (kafka.log.UnifiedLog, 1.1 to 3.9).
bool is_partition_folder(std::string_view name);

// The marker that a broker leaves in each log dir at the end of a clean stop
// (kafka.log.LogManager).
bool has_clean_marker(const std::filesystem::path& log_dir);
// In every one; false where there is no dir.
bool clean_markers(std::span<const std::filesystem::path> log_dirs);

}  // namespace ballast::agent
