#include "common/document/document.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/document/owned_keys.hpp"
#include "common/document/schema.hpp"
#include "common/files.hpp"
#include "common/yaml/yaml.hpp"

namespace ballast::document {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kExample = R"(apiVersion: ballast/v1
name: demo
kafka:
  version: 3.9.2
  replicas: 3
  racks: [a, b, c]                       # dealt out in turn; optional
  jvm: {heap: 512Mi, options: []}
  config: {num.partitions: 6}            # server.properties keys
  storage: {dirs: [data]}                # relative to the node's volume, or absolute
zookeeper:
  replicas: 3
  jvm: {heap: 256Mi}
  config: {tickTime: 2000}
logging: {level: INFO, format: text}     # or json
)";

Document parsed(const std::string& text) {
    auto document = read(text, "test.yaml");
    if (!document) {
        ADD_FAILURE() << to_string(document.error().front());
        return {};
    }
    return *std::move(document);
}

TEST(Document, ReadsTheExampleOfTheReadme) {
    const auto document = parsed(kExample);
    EXPECT_EQ(document.name, "demo");
    EXPECT_EQ(document.kafka.version, "3.9.2");
    EXPECT_THAT(document.kafka.racks, ElementsAre("a", "b", "c"));
    EXPECT_EQ(document.kafka.jvm.heap, 512 << 20);
    EXPECT_EQ(document.kafka.config.at("num.partitions"), "6");
    EXPECT_EQ(document.zookeeper.jvm.heap, 256 << 20);
    EXPECT_EQ(document.zookeeper.config.at("tickTime"), "2000");
    EXPECT_EQ(document.logging.format, "text");
}

TEST(Document, AShortOneHasDefaults) {
    const auto document = parsed("apiVersion: ballast/v1\n");
    EXPECT_EQ(document.name, "demo");
    EXPECT_EQ(document.kafka.replicas, 3);
    EXPECT_EQ(document.zookeeper.replicas, 3);
    EXPECT_THAT(document.kafka.storage_dirs, ElementsAre("data"));
}

TEST(Document, ConfigValuesKeepTheirText) {
    const auto document = parsed(
        "apiVersion: ballast/v1\nkafka:\n  config:\n    a: true\n    b: 1.50\n    c: \"007\"\n"
        "    d: yes\n    e: \"\"\n    f: 'x: y # z'\n");
    EXPECT_EQ(document.kafka.config.at("a"), "true");
    EXPECT_EQ(document.kafka.config.at("b"), "1.50");
    EXPECT_EQ(document.kafka.config.at("c"), "007");
    EXPECT_EQ(document.kafka.config.at("d"), "yes");
    EXPECT_EQ(document.kafka.config.at("e"), "");
    EXPECT_EQ(document.kafka.config.at("f"), "x: y # z");
}

TEST(Document, ValuesOfConfigProvidersAreLeftToTheBroker) {
    EXPECT_TRUE(
        read("apiVersion: ballast/v1\nkafka:\n  config:\n    num.partitions: ${env:P}\n", "f"));
}

TEST(Document, OneBrokerAndOneServerAreFine) {
    EXPECT_TRUE(
        read("apiVersion: ballast/v1\nkafka: {replicas: 1}\nzookeeper: {replicas: 1}\n", "f"));
}

TEST(Document, WhatFollowsAReplicationFactorIsNoContradiction) {
    for (const char* config :
         {"default.replication.factor: 1", "transaction.state.log.replication.factor: 1",
          "min.insync.replicas: 3", "controller.socket.timeout.ms: 5000",
          "{min.insync.replicas: '${env:ISR}', offsets.topic.replication.factor: 1}"}) {
        EXPECT_TRUE(
            read(std::string("apiVersion: ballast/v1\nkafka:\n  config:\n    ") + config, "f"))
            << config;
    }
}

TEST(Document, ComesBackUnchangedFromItsYaml) {
    auto document = parsed(kExample);
    document.kafka.config["weird"] = "a: b # \"c\" \\ \n\t end ";
    document.kafka.config["empty"] = "";
    document.kafka.config["null"] = "null";
    document.kafka.config["Null"] = "NULL";
    document.kafka.config["tilde"] = "~";
    document.kafka.jvm.options = {"-Dx=a b", "-ea"};
    document.kafka.memory = 4LL << 30;
    document.kafka.jvm.home = "/opt/jdk 17";
    const auto again = parsed(to_yaml(document));
    EXPECT_EQ(to_yaml(again), to_yaml(document));
    EXPECT_EQ(again.kafka.config, document.kafka.config);
    EXPECT_EQ(again.kafka.jvm.options, document.kafka.jvm.options);
    EXPECT_EQ(again.kafka.jvm.home, document.kafka.jvm.home);
}

TEST(Document, MetricsAreWrittenOnlyWhereTheyAreSet) {
    auto document = parsed(kExample);
    EXPECT_FALSE(to_yaml(document).contains("metrics"));
    document.metrics = {.zookeeper_rules = "/etc/zookeeper rules.yml", .web = "/etc/web.yml"};
    const auto again = parsed(to_yaml(document));
    EXPECT_EQ(again.metrics.kafka_rules, "");
    EXPECT_EQ(again.metrics.zookeeper_rules, "/etc/zookeeper rules.yml");
    EXPECT_EQ(again.metrics.web, "/etc/web.yml");
}

TEST(Document, RevisionsFollowTheContent) {
    const auto document = parsed(kExample);
    auto other = document;
    EXPECT_EQ(revision(document), revision(other));
    EXPECT_EQ(revision(document).size(), 12U);
    other.kafka.config["num.partitions"] = "7";
    EXPECT_NE(revision(document), revision(other));
}

TEST(Document, TellsDifferences) {
    const auto from = parsed(kExample);
    auto to = from;
    to.kafka.replicas = 5;
    to.kafka.config["num.partitions"] = "12";
    to.zookeeper.config.erase("tickTime");
    to.logging.level = "WARN";
    to.metrics.web = "/etc/web.yml";
    EXPECT_THAT(differences(from, to),
                ElementsAre("kafka.replicas: 3 -> 5", "logging.level: INFO -> WARN",
                            "metrics.web: (default) -> /etc/web.yml",
                            "kafka.config.num.partitions: 6 -> 12",
                            "zookeeper.config.tickTime: 2000 -> (default)"));
    EXPECT_THAT(differences(from, from), IsEmpty());
}

TEST(Document, DifferencesTellNoSecrets) {
    const auto from = parsed(kExample);
    auto to = from;
    to.kafka.config["ssl.key.password"] = "hunter2";
    to.kafka.config["listener.name.clients.plain.sasl.jaas.config"] = "password=hunter2";
    const auto told = differences(from, to);
    ASSERT_EQ(told.size(), 2U);
    for (const auto& line : told) {
        EXPECT_THAT(line, ::testing::Not(HasSubstr("hunter2")));
        EXPECT_THAT(line, HasSubstr("changed"));
    }
}

TEST(Document, AllowsGrowthAndForbidsLoss) {
    const auto from = parsed(kExample);
    auto grown = from;
    grown.kafka.replicas = 5;
    grown.kafka.storage_dirs = {"./data/", "more"};
    grown.kafka.config["num.partitions"] = "12";
    EXPECT_THAT(forbidden_changes(from, grown), IsEmpty());

    const auto forbidden = [&](auto change) {
        auto to = from;
        change(to);
        const auto problems = forbidden_changes(from, to);
        return problems.size() == 1 ? problems.front().key : std::string("none or several");
    };
    EXPECT_EQ(forbidden([](auto& to) { to.name = "other"; }), "name");
    EXPECT_EQ(forbidden([](auto& to) { to.kafka.replicas = 2; }), "kafka.replicas");
    EXPECT_EQ(forbidden([](auto& to) { to.zookeeper.replicas = 5; }), "zookeeper.replicas");
    EXPECT_EQ(forbidden([](auto& to) { to.kafka.storage_dirs = {"other"}; }), "kafka.storage.dirs");
    EXPECT_EQ(forbidden([](auto& to) { to.kafka.version = "3.8.1"; }), "kafka.version");
}

TEST(Document, EveryKeyOfTheSchemaIsDescribed) {
    for (const auto& key : schema()) {
        EXPECT_FALSE(key.doc.empty()) << key.path;
        EXPECT_FALSE(key.type.empty()) << key.path;
    }
}

// The reference that the README of the project points to.
TEST(Document, TheReadmeNamesEveryKey) {
    const auto readme = read_file(DOCUMENT_README);
    ASSERT_TRUE(readme);
    for (const auto& key : schema()) {
        EXPECT_THAT(*readme, HasSubstr("`" + std::string(key.path) + "`"));
    }
    for (const auto role : {Role::kafka, Role::zookeeper}) {
        for (const auto& owned : owned_keys(role)) {
            EXPECT_THAT(*readme, HasSubstr("`" + std::string(owned.key) + "`"));
            EXPECT_FALSE(owned.reason.empty() || owned.instead.empty()) << owned.key;
        }
    }
}

TEST(Yaml, QuotesWhatWouldMeanSomethingElse) {
    for (const std::string text :
         {"",     " a",   "a ", "a: b", "#x", "null", "Null", "NULL", "~",    "[a]",
          "{a}",  "*a",   "&a", "!a",   "'",  "\"",   "- a",  "-",    "a\nb", "\t",
          "\x01", "\x7f", "ü",  "%x",   "@x", "`x",   "|",    ">",    "a #b"}) {
        const auto tree = yaml::parse("k: " + yaml::quote(text) + "\n");
        ASSERT_TRUE(tree) << text;
        ASSERT_NE(tree->find("k"), nullptr) << text;
        EXPECT_EQ(tree->find("k")->text, text);
    }
}

}  // namespace
}  // namespace ballast::document
