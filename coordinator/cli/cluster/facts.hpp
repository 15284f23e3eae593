// Collects what is known of a cluster's nodes before `up` or `down` decides.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <vector>

#include "common/node_identity.hpp"
#include "coordinator/cli/cluster/agents.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"
#include "coordinator/cli/cluster/processes.hpp"
#include "coordinator/cli/cluster/start_plan.hpp"

namespace ballast::cli {

// Every node that has a folder with an identity. `agents` null: no certificates yet, nobody is
// asked.
boost::asio::awaitable<std::vector<NodeFacts>> collect_facts(const ClusterFolder& folder,
                                                             std::vector<NodeIdentity> nodes,
                                                             Processes& processes, Agents* agents);

}  // namespace ballast::cli
