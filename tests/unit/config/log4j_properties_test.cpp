#include "agent/config/log4j_properties.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/config/properties.hpp"
#include "tests/unit/config/golden.hpp"
#include "tests/unit/config/support.hpp"

namespace ballast::agent {
namespace {

std::map<std::string, std::string> rendered(const std::string& level, Role role) {
    return parse_properties(render_log4j(test::parsed("logging: {level: " + level + "}\n"), role));
}

TEST(Log4jProperties, OfBothRoles) {
    const document::Document document;
    test::expect_golden(render_log4j(document, Role::kafka), document, "log4j.kafka.properties");
    test::expect_golden(render_log4j(document, Role::zookeeper), document,
                        "log4j.zookeeper.properties");
}

TEST(Log4jProperties, TheLevelIsTheDocuments) {
    for (const char* level : {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL", "OFF"}) {
        EXPECT_EQ(rendered(level, Role::kafka).at("log4j.rootLogger"),
                  std::string(level) + ", stdout");
    }
}

TEST(Log4jProperties, ALoggerPerRequestIsNeverOpened) {
    for (const char* level : {"TRACE", "DEBUG", "INFO"}) {
        const auto all = rendered(level, Role::kafka);
        EXPECT_EQ(all.at("log4j.logger.kafka.request.logger"), "WARN") << level;
        EXPECT_EQ(all.at("log4j.logger.kafka.network.RequestChannel$"), "WARN") << level;
    }
    EXPECT_EQ(rendered("DEBUG", Role::kafka).at("log4j.logger.org.apache.zookeeper"), "INFO");
}

TEST(Log4jProperties, AQuietRootIsNotMadeLouder) {
    const auto all = rendered("ERROR", Role::kafka);
    EXPECT_FALSE(all.contains("log4j.logger.kafka.request.logger"));
    EXPECT_FALSE(all.contains("log4j.logger.org.apache.zookeeper"));
}

TEST(Log4jProperties, WhatTheAgentReadsIsAlwaysThere) {
    for (const char* level : {"WARN", "ERROR", "FATAL", "OFF"}) {
        EXPECT_EQ(rendered(level, Role::kafka).at("log4j.logger.kafka.log.LogManager"), "INFO");
    }
    EXPECT_EQ(
        rendered("OFF", Role::kafka).at("log4j.logger.kafka.zk.KafkaZkClient$CheckedEphemeral"),
        "ERROR");
    EXPECT_FALSE(rendered("INFO", Role::kafka).contains("log4j.logger.kafka.log.LogManager"));
}

}  // namespace
}  // namespace ballast::agent
