#include "agent/config/log4j_properties.hpp"

#include <fmt/format.h>

namespace ballast::agent {

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
        // As Kafka's own log4j.properties: these write a line per request otherwise.
        out +=
            "log4j.logger.kafka.request.logger=WARN\n"
            "log4j.logger.kafka.network.RequestChannel$=WARN\n"
            "log4j.logger.kafka.authorizer.logger=INFO\n"
            "log4j.logger.org.apache.zookeeper=INFO\n";
    } else {
        // A line for each probe of the agent otherwise.
        out += "log4j.logger.org.apache.zookeeper.server.NIOServerCnxn=WARN\n";
    }
    return out;
}

}  // namespace ballast::agent
