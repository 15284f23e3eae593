// Logs from the nodes' agents: GET /v1/logs over HTTPS.
#pragma once

#include <memory>

#include "common/result.hpp"
#include "coordinator/cli/agent_api.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"
#include "coordinator/cli/log_source.hpp"

namespace ballast::cli {

// `port` is the agents'. Errors: not_found (the cluster has no certificates yet), invalid, io.
Result<std::unique_ptr<LogSource>> make_agent_log_source(const ClusterFolder& folder,
                                                         std::uint16_t port = kAgentPort);

}  // namespace ballast::cli
