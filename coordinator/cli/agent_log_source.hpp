// Logs and events from the nodes' agents over HTTPS.
#pragma once

#include <memory>

#include "common/result.hpp"
#include "coordinator/cli/agent_command.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"
#include "coordinator/cli/log_source.hpp"

namespace ballast::cli {

// `path`: what is asked for, "/v1/logs" or "/v1/events". `port` is the agents'. Errors: not_found
// (the cluster has no certificates yet), invalid, io.
Result<std::unique_ptr<LogSource>> make_agent_log_source(const ClusterFolder& folder,
                                                         std::string path,
                                                         std::uint16_t port = kAgentPort);

}  // namespace ballast::cli
