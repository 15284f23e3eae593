// Requests to the cluster's coordinator: HTTP on its loopback address, with the token that `up` has
// written.
#pragma once

#include <json/value.h>

#include <chrono>
#include <string>

#include "common/http/client.hpp"
#include "common/result.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"

namespace ballast::cli {

// How long a coordinator may take for an answer; planning a large cluster takes half a second.
constexpr std::chrono::seconds kCoordinatorAnswer{10};

struct Coordinator {
    std::string cluster;
    http::Endpoint endpoint;
    std::string token;
};

// Errors: not_found (the cluster has no coordinator: `up` makes one), invalid, io.
Result<Coordinator> find_coordinator(const ClusterFolder& folder);

// The JSON that it answers with. Blocks. Errors: unreachable and timed_out (they say what to do),
// invalid, and what the coordinator says, with its code.
Result<Json::Value> ask_coordinator(const Coordinator& coordinator, http::ClientRequest request,
                                    std::chrono::milliseconds limit = kCoordinatorAnswer);

}  // namespace ballast::cli
