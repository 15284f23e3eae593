// Which of a cluster's nodes a command means.
#pragma once

#include <string>
#include <vector>

#include "common/node_identity.hpp"
#include "common/result.hpp"

namespace ballast::cli {

// The named ones, each once, in the cluster's order; all where no name is given. Errors: not_found,
// with those there are.
Result<std::vector<NodeIdentity>> choose_nodes(const std::vector<NodeIdentity>& nodes,
                                               const std::vector<std::string>& names);

}  // namespace ballast::cli
