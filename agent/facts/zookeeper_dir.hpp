// The data dir of a ZooKeeper server, as it is on the disk.
#pragma once

#include <array>
#include <filesystem>

#include "agent/recovery/start_facts.hpp"

namespace ballast::agent {

// Path, space, write probe and `empty`: no snapshot.* and no log.* in version-2. Epoch files alone
// are no data: such a server would know nothing of the tree. What cannot be listed is not empty.
DirFacts look_at_zookeeper_dir(const std::filesystem::path& data_dir);

// A file that is there and cannot be opened leaves its fact unknown.
ZooKeeperDataFacts look_at_zookeeper_data(const std::filesystem::path& data_dir);

// Where the one-shot file of a birth may be: beside version-2, where FileTxnSnapLog.restore looks
// for it (ZooKeeper 3.6 to 3.9), and one folder higher, for whoever takes "the parent of the data
// dir" at its word.
std::array<std::filesystem::path, 2> initialize_files(const std::filesystem::path& data_dir);

}  // namespace ballast::agent
