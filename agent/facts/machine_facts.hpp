// What this machine says before a start. Blocks on the disk, and on a disk that hangs for as long
// as it hangs: never on the event loop.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "agent/config/node_paths.hpp"
#include "agent/recovery/start_facts.hpp"
#include "common/document/document.hpp"
#include "common/node_identity.hpp"

namespace ballast::agent {

struct MachineInputs {
    NodeIdentity identity;
    document::Document document;
    NodePaths paths;
    std::map<std::string, std::string> environment;  // the agent's own
    std::filesystem::path root = "/";                // of the control groups
};

// All of StartFacts but `cluster`, `ensemble` and `last_end_code`. Changes nothing but for the
// probe files that it removes again.
StartFacts gather_machine(const MachineInputs& inputs);

}  // namespace ballast::agent
