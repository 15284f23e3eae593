#include "coordinator/cli/cluster/http_agents.hpp"

#include <json/json.h>

#include "common/bytes.hpp"
#include "common/http/client.hpp"
#include "common/http/envelope.hpp"
#include "common/json.hpp"
#include "common/tls/context.hpp"

namespace ballast::cli {
namespace {

namespace asio = boost::asio;

constexpr std::uint16_t kControlPort = 7443;
constexpr std::size_t kCommandIdBytes = 8;

class HttpAgents final : public Agents {
  public:
    explicit HttpAgents(tls::Context context) : context_(std::move(context)) {}

    asio::awaitable<Result<AgentReport>> report(const NodeIdentity& node,
                                                std::chrono::milliseconds limit) override {
        CO_TRY(const auto response,
               co_await http::request({node.address, kControlPort}, context_,
                                      {.method = "GET", .target = "/v1/node"}, limit));
        if (response.status != 200) {
            co_return std::unexpected(http::to_error(response));
        }
        co_return parse_agent_report(response.body);
    }

    asio::awaitable<Result<void>> shut_down(const NodeIdentity& node, const std::string& reason,
                                            std::chrono::milliseconds limit) override {
        Json::Value command;
        command["id"] = random_hex(kCommandIdBytes);
        command["verb"] = "shutdown";
        command["reason"] = reason;
        CO_TRY(const auto response,
               co_await http::request(
                   {node.address, kControlPort}, context_,
                   {.method = "POST", .target = "/v1/commands", .body = to_json(command)}, limit));
        if (response.status >= 400) {
            co_return std::unexpected(http::to_error(response));
        }
        co_return Result<void>();
    }

  private:
    tls::Context context_;
};

}  // namespace

Result<tls::Context> operator_context(const ClusterFolder& folder) {
    return tls::client_context({.ca = folder.ca_certificate(),
                                .certificate = folder.operator_certificate(),
                                .key = folder.operator_key()});
}

Result<std::unique_ptr<Agents>> make_http_agents(const ClusterFolder& folder) {
    TRY(auto context, operator_context(folder));
    return std::make_unique<HttpAgents>(std::move(context));
}

}  // namespace ballast::cli
