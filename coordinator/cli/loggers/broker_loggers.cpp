#include "coordinator/cli/loggers/broker_loggers.hpp"

#include "common/kafka/describe_configs.hpp"
#include "common/kafka/incremental_alter_configs.hpp"
#include "coordinator/agents/relay_channel.hpp"

namespace ballast::cli {

namespace net = boost::asio;
using kafka::ApiKey;

namespace {

constexpr kafka::CallLimit kLimit{.time = std::chrono::seconds{10}};

kafka::ConfigResource loggers_of(std::int32_t broker) {
    return {kafka::ResourceType::broker_logger, std::to_string(broker)};
}

Result<void> check(std::int16_t error, const std::string& message) {
    if (error == 0) {
        return {};
    }
    return fail(ErrorKind::refused, message.empty() ? "the broker refused" : message,
                kafka::error_name(error));
}

}  // namespace

net::awaitable<Result<Loggers>> read_loggers(coordinator::AgentApi& agent, std::int32_t broker) {
    coordinator::RelayChannel channel(agent, coordinator::RelayChannel::Use::reads);
    kafka::Exchange exchange(channel, "ballast");
    CO_TRY_VOID(co_await exchange.negotiate(kLimit));
    const kafka::DescribeConfigs request{
        .resources = {{.resource = loggers_of(broker), .keys = std::nullopt}}};
    CO_TRY(const auto answer,
           co_await exchange.ask(ApiKey::describe_configs, kafka::encode_describe_configs(request),
                                 kafka::decode_describe_configs, kLimit));
    Loggers loggers;
    for (const auto& resource : answer) {
        CO_TRY_VOID(check(resource.error, resource.message));
        for (const auto& entry : resource.entries) {
            loggers[entry.name] = entry.value.value_or("");
        }
    }
    co_return loggers;
}

net::awaitable<Result<void>> set_loggers(coordinator::AgentApi& agent, std::int32_t broker,
                                         const std::vector<std::string>& loggers,
                                         const std::optional<std::string>& level) {
    coordinator::RelayChannel channel(agent, coordinator::RelayChannel::Use::changes);
    kafka::Exchange exchange(channel, "ballast");
    CO_TRY_VOID(co_await exchange.negotiate(kLimit));
    using enum kafka::ConfigOperation;
    kafka::IncrementalAlterConfigs request{
        .resources = {{.resource = loggers_of(broker), .changes = {}}}};
    for (const auto& logger : loggers) {
        request.resources.front().changes.push_back(
            {.name = logger, .operation = level ? set : remove, .value = level.value_or("")});
    }
    CO_TRY(const auto results,
           co_await exchange.ask(ApiKey::incremental_alter_configs,
                                 kafka::encode_incremental_alter_configs(request),
                                 kafka::decode_incremental_alter_configs, kLimit));
    for (const auto& result : results) {
        CO_TRY_VOID(check(result.error, result.message));
    }
    co_return Result<void>{};
}

std::vector<std::string> loggers_meant(const Loggers& loggers, const std::string& name) {
    if (loggers.contains(name)) {
        return {name};
    }
    std::vector<std::string> below;
    for (const auto& [logger, level] : loggers) {
        if (logger.starts_with(name + ".")) {
            below.push_back(logger);
        }
    }
    return below;
}

}  // namespace ballast::cli
