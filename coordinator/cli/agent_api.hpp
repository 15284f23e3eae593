// Requests to a node's agent: HTTPS with the operator's certificate of its cluster.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "common/http/client.hpp"
#include "common/result.hpp"
#include "common/tls/context.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"

namespace ballast::cli {

constexpr std::uint16_t kAgentPort = 7443;
// How long an agent may take to say how its node is.
constexpr std::chrono::seconds kAgentLimit{2};
// A command is on the node's disk before it is answered.
constexpr std::chrono::seconds kCommandLimit{5};

// Errors: not_found (the cluster has no certificates yet), invalid, io.
Result<tls::Context> operator_context(const ClusterFolder& folder);

// An operator's order; sent again with the same id it has no second effect.
struct AgentCommand {
    std::string id;
    std::string verb;  // "start", "stop", ... as POST /v1/commands takes it
    std::string reason;
    std::optional<std::chrono::seconds> force_after;
    std::string binary;  // these two of upgrade_agent
    std::string sha256;
};
// With a new random id.
AgentCommand make_command(std::string verb, std::string reason);

http::ClientRequest node_request();
http::ClientRequest command_request(const AgentCommand& command);
http::ClientRequest command_state_request(const std::string& id);

// The answer's body. Errors: as http::request(); what the agent says, with its code (refused, ...).
boost::asio::awaitable<Result<std::string>> ask_agent(http::Endpoint endpoint, tls::Context context,
                                                      http::ClientRequest request,
                                                      std::chrono::milliseconds limit);

}  // namespace ballast::cli
