// One poll of one agent: a fact with the time when it was asked for, or why there is none.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <string>

#include "common/clock.hpp"
#include "coordinator/agents/agent_api.hpp"
#include "coordinator/model/cluster_view.hpp"

namespace ballast::coordinator {

// Asks for the node's report. What it says is as old as the question, since nobody knows when in
// between the agent looked. Without an answer the last facts stay, with their age, and `silence`
// says why. All parameters outlive the call.
boost::asio::awaitable<void> poll_node(AgentApi& agent, const Clock& clock,
                                       const std::string& cluster, std::chrono::milliseconds limit,
                                       NodeView& node);

// The same for the ZooKeeper server beside the agent.
boost::asio::awaitable<void> poll_zookeeper(AgentApi& agent, const Clock& clock,
                                            std::chrono::milliseconds limit, ZooKeeperView& server);

}  // namespace ballast::coordinator
