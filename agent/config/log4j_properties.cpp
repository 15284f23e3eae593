#include "agent/config/log4j_properties.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace ballast::agent {
namespace {

constexpr std::array<std::string_view, 7> kLevels{"TRACE", "DEBUG", "INFO", "WARN",
                                                  "ERROR", "FATAL", "OFF"};

struct Logger {
    std::string_view name;
    std::string_view level;
};

// As in Kafka's own log4j.properties (3.9): at the root's DEBUG they write a line per request.
constexpr std::array kKafkaAtMost{
    Logger{"kafka.request.logger", "WARN"},    Logger{"kafka.network.RequestChannel$", "WARN"},
    Logger{"kafka.authorizer.logger", "INFO"}, Logger{"state.change.logger", "INFO"},
    Logger{"org.apache.zookeeper", "INFO"},
};
// A line for each probe of the agent otherwise.
constexpr std::array kZooKeeperAtMost{Logger{"org.apache.zookeeper.server.NIOServerCnxn", "WARN"}};

// What the agent itself reads: a broker's log recovery, and why it could not register.
constexpr std::array kKafkaAtLeast{Logger{"kafka.log.LogManager", "INFO"},
                                   Logger{"kafka.zk.KafkaZkClient$CheckedEphemeral", "ERROR"}};

bool is_quieter(std::string_view a, std::string_view b) {
    return std::ranges::find(kLevels, a) > std::ranges::find(kLevels, b);
}

void add_loggers(std::string& out, std::string_view root, std::span<const Logger> at_most,
                 std::span<const Logger> at_least) {
    for (const auto& [name, level] : at_most) {
        if (is_quieter(level, root)) {
            out += fmt::format("log4j.logger.{}={}\n", name, level);
        }
    }
    for (const auto& [name, level] : at_least) {
        if (is_quieter(root, level)) {
            out += fmt::format("log4j.logger.{}={}\n", name, level);
        }
    }
}

}  // namespace

std::string render_log4j(const document::Document& document, Role role) {
    std::string out = fmt::format(
        "# Rendered by ballast-agent; edits are overwritten.\n"
        "log4j.rootLogger={}, stdout\n"
        "log4j.appender.stdout=org.apache.log4j.ConsoleAppender\n"
        "log4j.appender.stdout.layout=org.apache.log4j.PatternLayout\n"
        "log4j.appender.stdout.layout.ConversionPattern="
        "%d{{yyyy-MM-dd'T'HH:mm:ss.SSSZ}} %-5p %c - %m%n\n",
        document.logging.level);
    if (role == Role::kafka) {
        add_loggers(out, document.logging.level, kKafkaAtMost, kKafkaAtLeast);
    } else {
        add_loggers(out, document.logging.level, kZooKeeperAtMost, {});
    }
    return out;
}

}  // namespace ballast::agent
