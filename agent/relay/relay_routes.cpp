#include "agent/relay/relay_routes.hpp"

#include <fmt/format.h>
#include <json/json.h>

#include <memory>
#include <utility>

#include "agent/relay/kafka_relay.hpp"
#include "agent/relay/zookeeper_relay.hpp"
#include "common/http/envelope.hpp"

namespace ballast::agent {
namespace {

namespace net = boost::asio;
using http::Request;
using http::Response;

constexpr std::uint16_t kZooKeeperPort = 2181;
constexpr std::chrono::milliseconds kWordLimit{1000};
constexpr std::size_t kMaxRequest = std::size_t{1} << 20U;
constexpr const char* kFrames = "application/octet-stream";

net::awaitable<Response> refuse(std::string name, Role wanted) {
    co_return http::error_response(
        {ErrorKind::refused, fmt::format("{} is no node of role {}", name, to_string(wanted)),
         "WRONG_ROLE"});
}

net::awaitable<Response> post_kafka(std::shared_ptr<KafkaRelay> relay, Request request) {
    auto answer = co_await relay->forward(std::move(request.body), request.peer.role);
    if (!answer) {
        co_return http::error_response(answer.error());
    }
    co_return Response{.content_type = kFrames, .body = *std::move(answer)};
}

net::awaitable<Response> get_zookeeper(std::string address) {
    const auto status = co_await ask_zookeeper(std::move(address), kZooKeeperPort, kWordLimit);
    co_return status ? http::json_response(to_json_value(*status))
                     : http::error_response(status.error());
}

http::Handler kafka_handler(const NodeIdentity& identity) {
    if (identity.role != Role::kafka) {
        return [name = identity.name](const Request&) { return refuse(name, Role::kafka); };
    }
    auto relay = std::make_shared<KafkaRelay>(
        RelayTarget{.name = identity.name,
                    .address = identity.address,
                    .password = identity.secrets_dir / "agent.password"});
    return [relay](Request request) { return post_kafka(relay, std::move(request)); };
}

http::Handler zookeeper_handler(const NodeIdentity& identity) {
    if (identity.role != Role::zookeeper) {
        return [name = identity.name](const Request&) { return refuse(name, Role::zookeeper); };
    }
    return [address = identity.address](const Request&) { return get_zookeeper(address); };
}

}  // namespace

std::vector<http::Route> make_relay_routes(const NodeIdentity& identity) {
    return {{.method = "POST",
             .pattern = "/v1/kafka",
             .least = http::Role::viewer,
             .handler = kafka_handler(identity),
             .body_limit = kMaxRequest,
             .takes = kFrames,
             .only_reads = true},  // as far as it asks for no more: the relay looks at each
            {.method = "GET",
             .pattern = "/v1/zookeeper",
             .least = http::Role::viewer,
             .handler = zookeeper_handler(identity)}};
}

}  // namespace ballast::agent
