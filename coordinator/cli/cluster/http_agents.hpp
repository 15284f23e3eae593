// What `up` and `down` ask of the agents, over HTTPS.
#pragma once

#include <memory>

#include "common/result.hpp"
#include "coordinator/cli/cluster/agents.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"

namespace ballast::cli {

// Errors: not_found (the cluster has no certificates yet), invalid, io.
Result<std::unique_ptr<Agents>> make_http_agents(const ClusterFolder& folder);

}  // namespace ballast::cli
