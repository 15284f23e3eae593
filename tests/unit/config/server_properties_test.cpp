#include "agent/config/server_properties.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/config/properties.hpp"
#include "common/document/owned_keys.hpp"
#include "tests/unit/config/golden.hpp"
#include "tests/unit/config/support.hpp"

namespace ballast::agent {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::map<std::string, std::string> rendered(const std::string& body, int id = 0) {
    return parse_properties(render_server_properties(
        test::parsed(body), test::example_node(Role::kafka, id), test::example_paths()));
}

TEST(ServerProperties, OfTheExample) {
    const auto document = test::parsed(
        "kafka:\n  racks: [a, b, c]\n  config: {num.partitions: 6}\n  storage: {dirs: [data]}\n");
    test::expect_golden(render_server_properties(document, test::example_node(Role::kafka, 1),
                                                 test::example_paths()),
                        document, "server.properties");
}

TEST(ServerProperties, AreTheSameForTheSameInput) {
    const document::Document document;
    const auto node = test::example_node(Role::kafka, 0);
    EXPECT_EQ(render_server_properties(document, node, test::example_paths()),
              render_server_properties(document, node, test::example_paths()));
}

struct Sizes {
    int brokers;
    const char* factor;
    const char* min_isr;
};

TEST(ServerProperties, ReplicationIsLoweredHonestlyForFewBrokers) {
    for (const auto& [brokers, factor, min_isr] :
         {Sizes{1, "1", "1"}, Sizes{2, "2", "1"}, Sizes{3, "3", "2"}, Sizes{5, "3", "2"}}) {
        const auto all = rendered("kafka: {replicas: " + std::to_string(brokers) + "}\n");
        EXPECT_EQ(all.at("default.replication.factor"), factor);
        EXPECT_EQ(all.at("offsets.topic.replication.factor"), factor);
        EXPECT_EQ(all.at("transaction.state.log.replication.factor"), factor);
        EXPECT_EQ(all.at("min.insync.replicas"), min_isr);
        EXPECT_EQ(all.at("transaction.state.log.min.isr"), min_isr);
    }
}

TEST(ServerProperties, MinIsrFollowsTheUsersReplicationFactor) {
    const auto all = rendered(
        "kafka:\n  config: {default.replication.factor: 1, "
        "transaction.state.log.replication.factor: 2}\n");
    EXPECT_EQ(all.at("min.insync.replicas"), "1");
    EXPECT_EQ(all.at("transaction.state.log.min.isr"), "1");
    EXPECT_EQ(all.at("offsets.topic.replication.factor"), "3");
}

TEST(ServerProperties, UsersWinOverDefaults) {
    const auto all = rendered(
        "kafka:\n  config:\n    auto.create.topics.enable: true\n    custom.key: \"a\\nb\"\n"
        "    zookeeper.session.timeout.ms: 9000\n    ssl.key.password: ${dir:/x:y}\n");
    EXPECT_EQ(all.at("auto.create.topics.enable"), "true");
    EXPECT_EQ(all.at("zookeeper.session.timeout.ms"), "9000");
    EXPECT_EQ(all.at("custom.key"), "a\nb");
    EXPECT_EQ(all.at("ssl.key.password"), "${dir:/x:y}");
}

TEST(ServerProperties, AValueSetsNoOtherKey) {
    const auto plain = rendered("kafka: {config: {custom.key: x}}\n");
    for (const std::string value :
         {R"(x\nbroker.id=7)", R"(x\r\nbroker.id=7)", R"(x\\\nlisteners=PLAINTEXT://0.0.0.0:1)",
          R"(\\u000abroker.id=7)", R"(x\\)"}) {
        auto all = rendered("kafka: {config: {custom.key: \"" + value + "\"}}\n");
        EXPECT_TRUE(all.contains("custom.key")) << value;
        all["custom.key"] = "x";
        EXPECT_EQ(all, plain) << value;
    }
}

TEST(ServerProperties, RacksAreDealtOutInTurn) {
    const std::string body = "kafka:\n  replicas: 4\n  racks: [a, b, c]\n";
    EXPECT_EQ(rendered(body, 0).at("broker.rack"), "a");
    EXPECT_EQ(rendered(body, 2).at("broker.rack"), "c");
    EXPECT_EQ(rendered(body, 3).at("broker.rack"), "a");
    EXPECT_FALSE(rendered("").contains("broker.rack"));
}

TEST(ServerProperties, LogDirsAreAbsolute) {
    const auto document = test::parsed("kafka:\n  storage: {dirs: [./data/, /mnt/d2, b/c]}\n");
    EXPECT_THAT(log_dirs(document, test::example_paths()),
                ElementsAre("/node/volume/data", "/mnt/d2", "/node/volume/b/c"));
}

TEST(ServerProperties, TheAgentStaysASuperUser) {
    const auto users = [](const std::string& value) {
        return rendered("kafka:\n  config: {super.users: \"" + value + "\"}\n").at("super.users");
    };
    EXPECT_EQ(rendered("").at("super.users"), "User:ballast-agent");
    EXPECT_EQ(users("User:a"), "User:a;User:ballast-agent");
    EXPECT_EQ(users(" User:a;User:b ;; "), "User:a;User:b;User:ballast-agent");
    EXPECT_EQ(users(";"), "User:ballast-agent");
}

TEST(ServerProperties, BrokersDoNotCollideOnTheAgentsListener) {
    const auto first = rendered("", 0).at("advertised.listeners");
    const auto second = rendered("", 1).at("advertised.listeners");
    EXPECT_THAT(first, HasSubstr("AGENT://demo-kafka-0.agent.ballast:9090"));
    EXPECT_THAT(second, HasSubstr("AGENT://demo-kafka-1.agent.ballast:9090"));
}

TEST(ServerProperties, ThePasswordIsNotInThem) {
    EXPECT_EQ(rendered("").at("listener.name.agent.plain.sasl.jaas.config"),
              "${dir:/run/user/1000/ballast/demo/node:agent.jaas}");
}

// A key that the renderer sets and the document lets a user set would be decided by map order.
TEST(ServerProperties, WhatWeSetIsOwnedOrADefault) {
    const auto ours = rendered("");
    for (const auto& [key, _] : ours) {
        const bool is_default =
            key.starts_with("default.") || key.starts_with("min.") || key.starts_with("offsets.") ||
            key.starts_with("transaction.") || key.starts_with("auto.") ||
            key.starts_with("unclean.") || key.starts_with("zookeeper.session") ||
            key.starts_with("num.") || key.starts_with("controlled.shutdown.max") ||
            key.starts_with("controlled.shutdown.retry") || key == "super.users";
        EXPECT_NE(is_default, document::find_owned_key(Role::kafka, key).has_value()) << key;
    }
}

}  // namespace
}  // namespace ballast::agent
