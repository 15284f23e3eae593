// The agents' API over HTTPS with the operator's certificate.
#pragma once

#include <memory>

#include "common/result.hpp"
#include "common/tls/context.hpp"
#include "coordinator/cli/cluster/agents.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"

namespace ballast::cli {

// Errors of both: not_found (the cluster has no certificates yet), invalid, io.
Result<tls::Context> operator_context(const ClusterFolder& folder);
Result<std::unique_ptr<Agents>> make_http_agents(const ClusterFolder& folder);

}  // namespace ballast::cli
