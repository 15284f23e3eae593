// Log levels of a running broker, through its agent: Kafka's own admin API (KIP-412). They last
// until the broker restarts.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/result.hpp"
#include "coordinator/agents/agent_api.hpp"

namespace ballast::cli {

// Level by logger: those that the broker has made so far; "root" is above all.
using Loggers = std::map<std::string, std::string>;

// Both outlive their calls. Errors: as AgentApi::kafka(), refused (code is Kafka's).
boost::asio::awaitable<Result<Loggers>> read_loggers(coordinator::AgentApi& agent,
                                                     std::int32_t broker);
// All or none. Empty level: back to what the loggers above them say.
boost::asio::awaitable<Result<void>> set_loggers(coordinator::AgentApi& agent, std::int32_t broker,
                                                 const std::vector<std::string>& loggers,
                                                 const std::optional<std::string>& level);

// The one of that name; where there is none, all below it ("kafka.controller" of
// "kafka.controller.KafkaController"), since a broker changes only those that it has made. Pure.
std::vector<std::string> loggers_meant(const Loggers& loggers, const std::string& name);

}  // namespace ballast::cli
