// Everything between the decision to start and the start: the accepted document becomes files, the
// secrets are made anew, the command line is built. Blocks on the disk: not on the event loop.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "agent/config/node_paths.hpp"
#include "agent/node/node.hpp"
#include "common/document/document.hpp"
#include "common/node_folder.hpp"
#include "common/node_identity.hpp"
#include "common/result.hpp"

namespace ballast::agent {

struct PreparationInputs {
    NodeFolder folders;
    NodeIdentity identity;
    std::map<std::string, std::string> environment;  // the agent's own
    std::vector<std::string> more_options;           // for the JVM
    bool use_archive = true;
};

NodePaths paths_of(const NodeFolder& folders, const NodeIdentity& identity);

// Errors carry the code that the node is HELD with: NO_DOCUMENT, BAD_DOCUMENT, KAFKA_MISSING,
// JAVA_MISSING, MYID_MISMATCH, SECRETS_..., BAD_OPTIONS, and PREPARATION_FAILED for what the disk
// refused.
Result<Prepared> prepare_start(const PreparationInputs& inputs);

// What each role needs on its volume before a start. Errors: refused (MYID_MISMATCH), io.
Result<void> prepare_kafka_volume(const document::Document& document, const NodePaths& paths);
Result<void> prepare_zookeeper_volume(const NodeIdentity& identity, const NodePaths& paths);

// The dynamic file that zoo.cfg names and that exists; empty otherwise.
std::filesystem::path present_dynamic_file(const NodePaths& paths);

}  // namespace ballast::agent
