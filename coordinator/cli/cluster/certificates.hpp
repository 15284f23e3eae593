// The cluster's own certificate authority and the certificates it gives out.
#pragma once

#include <vector>

#include "common/node_identity.hpp"
#include "common/result.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"

namespace ballast::cli {

// Makes what is missing and nothing else: the CA (P-256, of this cluster alone), the operator's
// certificate (OU=operator), the coordinator's (OU=coordinator) and one per node (OU=node, its
// address as subject alternative name).
// Each file is durable when it returns, each key 0600 and written before its certificate, so that a
// broken-off run is completed by the next. How many certificates were made. Errors: io, invalid (a
// file that is there cannot be read as what it should be).
Result<int> ensure_certificates(const ClusterFolder& folder, const std::string& cluster,
                                const std::vector<NodeIdentity>& nodes);

}  // namespace ballast::cli
