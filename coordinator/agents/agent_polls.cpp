#include "coordinator/agents/agent_polls.hpp"

#include "coordinator/agents/agent_reports.hpp"

namespace ballast::coordinator {

namespace net = boost::asio;

namespace {

// Of a NodeView or a ZooKeeperView.
void note(auto& view, const Result<void>& result, SteadyTime asked) {
    if (result) {
        view.heard = asked;
        view.silence.clear();
    } else {
        view.silence = result.error().message;
    }
}

}  // namespace

net::awaitable<void> poll_node(AgentApi& agent, const Clock& clock, const std::string& cluster,
                               std::chrono::milliseconds limit, NodeView& node) {
    const auto asked = clock.steady();
    const auto json = co_await agent.node(limit);
    note(
        node,
        json ? read_node_report(*json, cluster, node) : Result<void>(std::unexpected(json.error())),
        asked);
}

net::awaitable<void> poll_zookeeper(AgentApi& agent, const Clock& clock,
                                    std::chrono::milliseconds limit, ZooKeeperView& server) {
    const auto asked = clock.steady();
    const auto json = co_await agent.zookeeper(limit);
    if (!json && json.error().code == "ZOOKEEPER_DOWN") {
        server = {.id = server.id, .heard = asked};  // that it does not serve is a fact, too
        co_return;
    }
    note(server,
         json ? read_zookeeper_report(*json, server) : Result<void>(std::unexpected(json.error())),
         asked);
}

}  // namespace ballast::coordinator
