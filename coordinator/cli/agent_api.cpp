#include "coordinator/cli/agent_api.hpp"

#include <json/value.h>

#include <utility>

#include "common/bytes.hpp"
#include "common/http/envelope.hpp"
#include "common/http/target.hpp"
#include "common/json.hpp"

namespace ballast::cli {
namespace {

constexpr std::size_t kCommandIdBytes = 8;

}  // namespace

Result<tls::Context> operator_context(const ClusterFolder& folder) {
    return tls::client_context({.ca = folder.ca_certificate(),
                                .certificate = folder.operator_certificate(),
                                .key = folder.operator_key()});
}

AgentCommand make_command(std::string verb, std::string reason) {
    return {.id = random_hex(kCommandIdBytes),
            .verb = std::move(verb),
            .reason = std::move(reason),
            .force_after = {},
            .binary = {},
            .sha256 = {}};
}

http::ClientRequest node_request() {
    return {.method = "GET", .target = "/v1/node", .body = {}};
}

http::ClientRequest command_request(const AgentCommand& command) {
    Json::Value body;
    body["id"] = command.id;
    body["verb"] = command.verb;
    body["reason"] = command.reason;
    if (command.force_after) {
        body["force_after_seconds"] = Json::Int64{command.force_after->count()};
    }
    if (!command.binary.empty()) {
        body["binary"] = command.binary;
        body["sha256"] = command.sha256;
    }
    return {.method = "POST", .target = "/v1/commands", .body = to_json(body)};
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
