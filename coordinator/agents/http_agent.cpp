#include <utility>

#include "common/http/envelope.hpp"
#include "common/http/kept_client.hpp"
#include "common/kafka/metadata.hpp"
#include "coordinator/agents/agent_api.hpp"

namespace ballast::coordinator {

namespace net = boost::asio;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t kMaxReport = std::size_t{1} << 20U;

class HttpAgent final : public AgentApi {
  public:
    HttpAgent(const http::Endpoint& endpoint, const tls::Context& context)
        : node_(endpoint, context, kMaxReport),
          zookeeper_(endpoint, context, kMaxReport),
          kafka_(endpoint, context, kafka::kMaxMetadataFrame) {}

    net::awaitable<Result<std::string>> node(milliseconds limit) override {
        return ask(node_, {.target = "/v1/node"}, limit);
    }

    net::awaitable<Result<std::string>> zookeeper(milliseconds limit) override {
        return ask(zookeeper_, {.target = "/v1/zookeeper"}, limit);
    }

    net::awaitable<Result<std::string>> kafka(std::string frame, kafka::CallLimit limit,
                                              bool only_reads) override {
        return ask(kafka_,
                   {.method = "POST",
                    .target = "/v1/kafka",
                    .body = std::move(frame),
                    .content_type = "application/octet-stream",
                    .only_reads = only_reads},
                   limit.time);
    }

  private:
    http::KeptClient node_;
    http::KeptClient zookeeper_;
    http::KeptClient kafka_;

    static net::awaitable<Result<std::string>> ask(http::KeptClient& client,
                                                   http::ClientRequest request,
                                                   milliseconds limit) {
        CO_TRY(auto response, co_await client.request(std::move(request), limit));
        if (response.status != 200) {
            co_return std::unexpected(http::to_error(response));
        }
        co_return std::move(response.body);
    }
};

}  // namespace

std::unique_ptr<AgentApi> make_http_agent(const http::Endpoint& endpoint,
                                          const tls::Context& context) {
    return std::make_unique<HttpAgent>(endpoint, context);
}

}  // namespace ballast::coordinator
