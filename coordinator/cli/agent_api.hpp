// Requests to a node's agent: HTTPS with the operator's certificate of its cluster.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <string>

#include "common/http/client.hpp"
#include "common/result.hpp"
#include "common/tls/context.hpp"
#include "coordinator/cli/agent_command.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"

namespace ballast::cli {

// How long an agent may take to say how its node is.
constexpr std::chrono::seconds kAgentLimit{2};
// A command is on the node's disk before it is answered.
constexpr std::chrono::seconds kCommandLimit{5};

// Errors: not_found (the cluster has no certificates yet), invalid, io.
Result<tls::Context> operator_context(const ClusterFolder& folder);

http::ClientRequest node_request();
http::ClientRequest command_request(const AgentCommand& command);
http::ClientRequest command_state_request(const std::string& id);

// The answer's body. Errors: as http::request(); what the agent says, with its code (refused, ...).
boost::asio::awaitable<Result<std::string>> ask_agent(http::Endpoint endpoint, tls::Context context,
                                                      http::ClientRequest request,
                                                      std::chrono::milliseconds limit);

}  // namespace ballast::cli
