#include "coordinator/cli/agent_api.hpp"

#include <utility>

#include "common/http/envelope.hpp"
#include "common/http/target.hpp"

namespace ballast::cli {
Result<tls::Context> operator_context(const ClusterFolder& folder) {
    return tls::client_context({.ca = folder.ca_certificate(),
                                .certificate = folder.operator_certificate(),
                                .key = folder.operator_key()});
}

http::ClientRequest node_request() {
    return {.method = "GET", .target = "/v1/node", .body = {}};
}

http::ClientRequest command_request(const AgentCommand& command) {
    return {.method = "POST", .target = "/v1/commands", .body = command_body(command)};
}

http::ClientRequest command_state_request(const std::string& id) {
    return {.method = "GET", .target = http::make_target("/v1/commands/" + id, {}), .body = {}};
}

boost::asio::awaitable<Result<std::string>> ask_agent(http::Endpoint endpoint, tls::Context context,
                                                      http::ClientRequest request,
                                                      std::chrono::milliseconds limit) {
    CO_TRY(auto response, co_await http::request(std::move(endpoint), std::move(context),
                                                 std::move(request), limit));
    if (response.status >= 400) {
        co_return std::unexpected(http::to_error(response));
    }
    co_return std::move(response.body);
}

}  // namespace ballast::cli
