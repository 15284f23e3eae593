// Asks the agents of a cluster over HTTPS with the operator's certificate.
#pragma once

#include <cstdint>
#include <memory>

#include "common/result.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"
#include "coordinator/cli/cluster_status.hpp"

namespace ballast::cli {

constexpr std::uint16_t kAgentPort = 7443;
// How long an agent may take to say how its node is.
constexpr std::chrono::seconds kAgentLimit{2};

// Each ask() takes at most kAgentLimit. Errors: not_found (the cluster has no certificates yet),
// invalid, io.
Result<std::unique_ptr<AgentSource>> make_agent_source(const ClusterFolder& folder,
                                                       std::uint16_t port = kAgentPort);

}  // namespace ballast::cli
