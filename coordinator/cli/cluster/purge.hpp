// Deletes what Ballast made of a cluster, and nothing else.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/result.hpp"
#include "coordinator/cli/cluster/addresses.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"
#include "coordinator/cli/cluster/cluster_index.hpp"

namespace ballast::cli {

// What a purge deletes, for the question before it. Everything exists.
struct PurgeList {
    std::vector<std::filesystem::path> doomed;     // in the order of deletion; folders with content
    std::vector<std::filesystem::path> strangers;  // in the same folders, not ours: they stay
};

// The folders of the cluster, its secrets on tmpfs, and Kafka's own files in absolute storage.dirs
// (as the node's server.properties lists them). Errors: io.
Result<PurgeList> list_purge(const ClusterFolder& folder, const ClusterRecord& record);

// All nodes must be down and the cluster's lock held. Marks the cluster first: a broken-off purge
// can only be finished, not started up again. Links are removed, never followed. Errors: io.
Result<void> purge(const ClusterFolder& folder, ClusterRecord record, const PurgeList& list,
                   AddressClaims& claims, ClusterIndex& index);

}  // namespace ballast::cli
