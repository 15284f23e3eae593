#include "coordinator/cli/agent_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "common/http/client.hpp"
#include "common/http/envelope.hpp"
#include "coordinator/cli/cluster/http_agents.hpp"

namespace ballast::cli {
namespace {

namespace net = boost::asio;

AgentAnswer to_answer(Result<http::Response> response) {
    if (!response) {
        return std::unexpected(std::move(response).error());
    }
    if (response->status >= 400) {
        return std::unexpected(http::to_error(*response));
    }
    return std::move(response->body);
}

class HttpAgentSource final : public AgentSource {
  public:
    HttpAgentSource(tls::Context context, std::uint16_t port)
        : context_(std::move(context)), port_(port) {}

    std::vector<AgentAnswer> ask(const std::vector<NodeIdentity>& nodes) override {
        std::vector<AgentAnswer> answers(nodes.size(),
                                         fail(ErrorKind::unreachable, "it was not asked"));
        net::io_context io{1};
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            net::co_spawn(
                io,
                http::request({.address = nodes[i].address, .port = port_}, context_,
                              {.method = "GET", .target = "/v1/node", .body = {}}, kAgentLimit),
                [&answers, i](const std::exception_ptr& failure, Result<http::Response> response) {
                    answers[i] =
                        failure ? AgentAnswer(fail(ErrorKind::internal, "asking its agent failed"))
                                : to_answer(std::move(response));
                });
        }
        io.run();
        return answers;
    }

  private:
    tls::Context context_;
    std::uint16_t port_;
};

}  // namespace

Result<std::unique_ptr<AgentSource>> make_agent_source(const ClusterFolder& folder,
                                                       std::uint16_t port) {
    TRY(auto context, operator_context(folder));
    return std::make_unique<HttpAgentSource>(std::move(context), port);
}

}  // namespace ballast::cli
