// The cluster's coordinator on this machine: its folder, and its process under a ballast-init of
// its own.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/node_identity.hpp"
#include "common/result.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"
#include "coordinator/cli/cluster/processes.hpp"

namespace ballast::cli {

constexpr std::uint16_t kCoordinatorPort = 8080;

// Makes what is missing or different: coordinator.json, and the token that lets this user's command
// line in. True where one that runs has to read it anew. Durable when it returns. Errors: io.
Result<bool> write_coordinator(const ClusterFolder& folder, const ClusterRecord& record,
                               const std::vector<NodeIdentity>& nodes);

// Starts one, from the programs beside `ballast`, unless one runs. True where it did. Errors:
// not_found (the program is missing), io.
Result<bool> start_coordinator(const ClusterFolder& folder, const std::filesystem::path& programs,
                               Processes& processes);

// Until it answers GET /healthz. Errors: of its last try, at the deadline.
boost::asio::awaitable<Result<void>> await_coordinator(std::string address, const Clock& clock,
                                                       SteadyTime deadline);

// Ends it and waits for that. Nothing depends on it. Errors: timed_out, io.
Result<void> stop_coordinator(const ClusterFolder& folder, Processes& processes, const Clock& clock,
                              SteadyTime deadline);

}  // namespace ballast::cli
