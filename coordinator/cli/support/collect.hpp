// Gathers what is known of a node for people who were not there.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/node_identity.hpp"
#include "common/result.hpp"
#include "coordinator/cli/agent_control.hpp"
#include "coordinator/cli/cluster/processes.hpp"
#include "coordinator/cli/log_source.hpp"
#include "coordinator/cli/support/bundle.hpp"

namespace ballast::cli {

// What it needs; all outlive it.
struct SupportSources {
    NodeFolder folder;
    NodeIdentity node;
    AgentControl& agents;
    LogSource& log;  // of the agent
    Processes& processes;
    const Clock& clock;
    std::function<bool(std::chrono::milliseconds)> pause;  // true when the user broke it off
};

// Blocks for some seconds. What cannot be had is in the bundle as missing, never an error.
void collect_support(const SupportSources& sources, Bundle& bundle);

// The secrets in the files of a folder: each "key=value" line's value, else the line. A folder that
// is not there holds none.
std::vector<std::string> read_secrets(const std::filesystem::path& folder);

}  // namespace ballast::cli
