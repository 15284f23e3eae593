// The agents of a cluster over HTTPS.
#pragma once

#include <cstdint>
#include <memory>

#include "common/result.hpp"
#include "coordinator/cli/agent_control.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"

namespace ballast::cli {

// Errors: not_found (the cluster has no certificates yet), invalid, io.
Result<std::unique_ptr<AgentControl>> make_agent_client(const ClusterFolder& folder,
                                                        std::uint16_t port = kAgentPort);

}  // namespace ballast::cli
