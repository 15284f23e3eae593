// The nodes that a command line names, with their cluster.
#pragma once

#include <string>
#include <vector>

#include "common/node_identity.hpp"
#include "common/result.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"
#include "coordinator/cli/commands.hpp"

namespace ballast::cli {

struct ChosenNodes {
    ClusterFolder folder;
    std::vector<NodeIdentity> nodes;  // in the cluster's order; all where no name is given
};

// Errors: as find_cluster(), read_nodes() and choose_nodes().
Result<ChosenNodes> find_nodes(const ClusterChoice& choice, const std::vector<std::string>& names);

}  // namespace ballast::cli
