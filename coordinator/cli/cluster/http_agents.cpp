#include "coordinator/cli/cluster/http_agents.hpp"

#include <utility>

#include "coordinator/cli/agent_api.hpp"

namespace ballast::cli {
namespace {

namespace asio = boost::asio;

class HttpAgents final : public Agents {
  public:
    explicit HttpAgents(tls::Context context) : context_(std::move(context)) {}

    asio::awaitable<Result<AgentReport>> report(const NodeIdentity& node,
                                                std::chrono::milliseconds limit) override {
        CO_TRY(const auto body,
               co_await ask_agent({node.address, kAgentPort}, context_, node_request(), limit));
        co_return parse_agent_report(body);
    }

    asio::awaitable<Result<void>> shut_down(const NodeIdentity& node, const std::string& reason,
                                            std::chrono::milliseconds limit) override {
        CO_TRY_VOID(co_await ask_agent({node.address, kAgentPort}, context_,
                                       command_request(make_command("shutdown", reason)), limit));
        co_return Result<void>();
    }

  private:
    tls::Context context_;
};

}  // namespace

Result<std::unique_ptr<Agents>> make_http_agents(const ClusterFolder& folder) {
    TRY(auto context, operator_context(folder));
    return std::make_unique<HttpAgents>(std::move(context));
}

}  // namespace ballast::cli
