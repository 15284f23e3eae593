#include "agent/health/kafka_probe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/this_coro.hpp>

#include "common/deadline.hpp"
#include "common/kafka/connection.hpp"

namespace ballast::agent {

namespace net = boost::asio;

namespace {

net::awaitable<Result<kafka::Metadata>> ask(ProbeTarget target, std::chrono::milliseconds limit) {
    kafka::Connection connection(co_await net::this_coro::executor, "ballast-agent");
    CO_TRY_VOID(co_await connection.connect(target.address, target.port, limit));
    co_return co_await connection.metadata({}, limit);
}

}  // namespace

Readiness judge_kafka(const kafka::Metadata& metadata, const ProbeTarget& target) {
    const auto self = std::ranges::find(metadata.brokers, target.id, &kafka::Broker::id);
    if (self == metadata.brokers.end()) {
        return {.serving = false,
                .registered = false,
                .code = "NOT_REGISTERED",
                .reason = fmt::format("broker {} answers, but the controller has not told it that "
                                      "it is a member of the cluster",
                                      target.id)};
    }
    if (self->host != target.address || self->port != target.port) {
        return {
            .serving = false,
            .registered = false,
            .code = "WRONG_ADDRESS",
            .reason = fmt::format("the cluster knows broker {} at {}:{}, this one is at {}:{}: "
                                  "is there another with the same id?",
                                  target.id, self->host, self->port, target.address, target.port)};
    }
    if (metadata.cluster_id.empty()) {
        return {.serving = false,
                .registered = true,
                .code = "NO_CLUSTER_ID",
                .reason = fmt::format("broker {} does not know its cluster's id yet", target.id)};
    }
    return {.serving = true,
            .registered = true,
            .code = {},
            .reason = fmt::format("serves clients on {}:{} as broker {}", target.address,
                                  target.port, target.id)};
}

net::awaitable<Readiness> probe_kafka(ProbeTarget target, std::chrono::milliseconds limit) {
    const auto metadata = co_await with_deadline(ask(target, limit), limit);
    co_return metadata ? judge_kafka(*metadata, target) : judge_failure(metadata.error(), target);
}

}  // namespace ballast::agent
