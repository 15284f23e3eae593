// The revision of the cluster's document that a node has accepted: kept on its volume, the only
// one it starts with. A new revision never comes in by a crash or a restart.
#pragma once

#include <filesystem>
#include <string>

#include "common/document/document.hpp"
#include "common/files.hpp"
#include "common/node_folder.hpp"
#include "common/result.hpp"

namespace ballast::agent {

// Errors: refused with code NO_DOCUMENT where none was ever accepted; invalid with code
// BAD_DOCUMENT where the kept one is damaged.
Result<document::Document> load_accepted(const NodeFolder& folders);

// Checks `file` and keeps it durably as the node's revision. Only while no init of this node
// lives. Errors: invalid (all problems, one line each), refused with code NODE_RUNNING, io.
Result<document::Document> accept_document(const NodeFolder& folders,
                                           const std::filesystem::path& file,
                                           FileCalls& calls = system_files());

// Reads a document; its problems, one line each, as one invalid error.
Result<document::Document> read_document(const std::filesystem::path& file);

}  // namespace ballast::agent
