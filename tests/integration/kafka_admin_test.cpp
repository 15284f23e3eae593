// Our Kafka codecs on real brokers, field by field against what Kafka's own tools say: brokers,
// topics, settings and disks.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <sys/statvfs.h>

#include <algorithm>

#include "common/kafka/delete_topics.hpp"
#include "common/kafka/describe_cluster.hpp"
#include "common/kafka/describe_log_dirs.hpp"
#include "tests/integration/support/kafka_admin.hpp"
#include "tests/integration/support/records.hpp"

namespace ballast::test {
namespace {

using namespace kafka;
using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

TEST_F(KafkaAdmin, BrokersAndVersions) {
    const auto described = ask(addresses[1], ApiKey::describe_cluster, encode_describe_cluster(),
                               decode_describe_cluster);
    EXPECT_EQ(described.error, 0);
    EXPECT_EQ(described.cluster_id, tools->cluster_id());
    EXPECT_EQ(described.controller_id, controller());
    const auto brokers = tools->api_versions();
    ASSERT_THAT(brokers, SizeIs(2));
    for (const auto& told : brokers) {
        const auto same = std::ranges::find_if(described.brokers, [&](const Broker& broker) {
            return told.broker == fmt::format("{}:{} (id: {} rack: {})", broker.host, broker.port,
                                              broker.id,
                                              broker.rack.empty() ? "null" : broker.rack);
        });
        ASSERT_NE(same, described.brokers.end()) << told.broker;
        const auto ranges =
            on_broker<ApiVersions>(
                same->host,
                [](Connection& connection) -> boost::asio::awaitable<Result<ApiVersions>> {
                    co_return connection.api_versions();
                })
                .ranges;
        EXPECT_GT(told.versions.size(), 50U);
        for (const auto& [key, range] : told.versions) {
            EXPECT_THAT(ranges, Contains(VersionRange{static_cast<std::int16_t>(key),
                                                      static_cast<std::int16_t>(range.first),
                                                      static_cast<std::int16_t>(range.second)}));
        }
    }
}

TEST_F(KafkaAdmin, TopicsAndTheirSettings) {
    const auto created =
        create({.name = "orders",
                .assignments = {{0, {0, 1}}, {1, {1, 0}}, {2, {1}}},
                .configs = {{"min.insync.replicas", "2"}, {"cleanup.policy", "compact,delete"}}});
    EXPECT_EQ(created.error, 39) << created.message;  // not the same number of replicas
    const auto orders =
        create({.name = "orders",
                .assignments = {{0, {0, 1}}, {1, {1, 0}}, {2, {1, 0}}},
                .configs = {{"min.insync.replicas", "2"}, {"cleanup.policy", "compact,delete"}}});
    EXPECT_EQ(orders.error, 0) << orders.message;
    EXPECT_EQ(orders.partitions, 3);
    EXPECT_EQ(orders.replication_factor, 2);
    EXPECT_EQ(
        error_name(create({.name = "orders", .partitions = 1, .replication_factor = 1}).error),
        "TOPIC_ALREADY_EXISTS");

    const auto metadata = metadata_of(addresses[1]);
    const Topic& topic = find_topic(metadata, "orders");
    EXPECT_EQ(topic.id, orders.id);
    auto config = config_of(1, {ResourceType::topic, "orders"});
    const auto described = tools->topics();
    ASSERT_THAT(topic.partitions, SizeIs(3));
    for (const auto& partition : topic.partitions) {
        const auto told = std::ranges::find_if(described, [&](const auto& line) {
            return line.contains("Partition") && line.at("Topic") == "orders" &&
                   line.at("Partition") == std::to_string(partition.index);
        });
        ASSERT_NE(told, described.end());
        for (const auto& [name, value] : as_tool("orders", partition)) {
            EXPECT_EQ(told->at(name), value) << name << " of partition " << partition.index;
        }
    }
    const auto head = std::ranges::find_if(described, [](const auto& line) {
        return line.contains("TopicId") && line.at("Topic") == "orders";
    });
    ASSERT_NE(head, described.end());
    EXPECT_EQ(head->at("TopicId"), topic.id.text());
    EXPECT_EQ(head->at("PartitionCount"), "3");
    EXPECT_EQ(head->at("ReplicationFactor"), "2");
    Lines not_default;
    for (const auto& entry : config.entries) {
        if (entry.source != ConfigSource::built_in) {
            not_default.push_back(entry.name + "=" + entry.value.value_or(""));
            EXPECT_THAT(head->at("Configs"), HasSubstr(not_default.back()));
        }
    }
    EXPECT_EQ(fmt::format("{}", fmt::join(not_default, ",")).size(), head->at("Configs").size());
    EXPECT_EQ(as_tool(config),
              tools->configs({"--all", "--entity-type", "topics", "--entity-name", "orders"}));

    const auto deleted = ask(address(controller()), ApiKey::delete_topics,
                             encode_delete_topics({.names = {"orders", "absent"}, .timeout = 10s}),
                             decode_delete_topics);
    ASSERT_THAT(deleted, SizeIs(2));
    for (const auto& gone : deleted) {
        EXPECT_EQ(error_name(gone.error),
                  gone.name == "orders" ? "NONE" : "UNKNOWN_TOPIC_OR_PARTITION");
    }
    EXPECT_TRUE(wait_for("orders", false));
    EXPECT_THAT(tools->topic_names(), Not(Contains("orders")));
}

TEST_F(KafkaAdmin, SettingsOfBrokers) {
    const ConfigResource one{ResourceType::broker, "1"};
    const ConfigResource all{ResourceType::broker, ""};
    EXPECT_EQ(as_tool(config_of(1, one)),
              tools->configs({"--all", "--entity-type", "brokers", "--entity-name", "1"}));
    EXPECT_EQ(alter(0, all, {{"log.cleaner.backoff.ms", ConfigOperation::set, "20000"}}).error, 0);
    EXPECT_TRUE(eventually([&] {
        return config_of(1, one, {{"log.cleaner.backoff.ms"}}).entries.at(0).value == "20000";
    }));
    const auto defaults = config_of(0, all, {{"log.cleaner.backoff.ms"}});
    EXPECT_EQ(as_tool(defaults), tools->configs({"--entity-type", "brokers", "--entity-default"}));
    const auto entry = config_of(1, one, {{"log.cleaner.backoff.ms"}}).entries.at(0);
    EXPECT_EQ(entry.source, ConfigSource::dynamic_broker_default);
    EXPECT_FALSE(entry.read_only);
    EXPECT_THAT(tools->configs({"--all", "--entity-type", "brokers", "--entity-name", "1"}),
                Contains(as_tool(entry)));
    EXPECT_EQ(alter(0, all, {{"log.cleaner.backoff.ms", ConfigOperation::remove, ""}}).error, 0);
    EXPECT_TRUE(eventually(
        [&] { return tools->configs({"--entity-type", "brokers", "--entity-default"}).empty(); }));
    const auto read_only = alter(1, one, {{"log.dirs", ConfigOperation::set, "/elsewhere"}});
    EXPECT_NE(read_only.error, 0);
    EXPECT_THAT(config_of(1, one, {{"log.dirs"}}).entries.at(0).read_only, true);
}

TEST_F(KafkaAdmin, SettingsOfTopicsChange) {
    ASSERT_EQ(create({.name = "tuned", .partitions = 1, .replication_factor = 2}).error, 0);
    const ConfigResource tuned{ResourceType::topic, "tuned"};
    const auto told = [] {
        return tools->configs({"--entity-type", "topics", "--entity-name", "tuned"});
    };
    const auto native = [&] {
        auto config = config_of(0, tuned);
        std::erase_if(config.entries,
                      [](const auto& entry) { return entry.source != ConfigSource::topic; });
        return as_tool(config);
    };
    EXPECT_THAT(told(), IsEmpty());
    const std::vector<ConfigChange> changes{{"retention.ms", ConfigOperation::set, "60000"},
                                            {"cleanup.policy", ConfigOperation::append, "compact"}};
    EXPECT_EQ(alter(0, tuned, changes, true).error, 0);
    EXPECT_THAT(told(), IsEmpty());  // only validated
    EXPECT_EQ(alter(0, tuned, changes).error, 0);
    EXPECT_TRUE(eventually([&] { return native().size() == 2; }));
    EXPECT_THAT(told(), ElementsAre(StartsWith("cleanup.policy=delete,compact "),
                                    StartsWith("retention.ms=60000 ")));
    EXPECT_EQ(native(), told());
    EXPECT_EQ(alter(0, tuned,
                    {{"retention.ms", ConfigOperation::remove, ""},
                     {"cleanup.policy", ConfigOperation::subtract, "delete"}})
                  .error,
              0);
    EXPECT_TRUE(eventually([&] { return native().size() == 1; }));
    EXPECT_THAT(told(), ElementsAre(StartsWith("cleanup.policy=compact ")));
    EXPECT_EQ(native(), told());
    EXPECT_EQ(error_name(alter(0, tuned, {{"retention.ms", ConfigOperation::set, "soon"}}).error),
              "INVALID_CONFIG");
}

TEST_F(KafkaAdmin, LogDirectories) {
    ASSERT_EQ(create({.name = "sized", .partitions = 2, .replication_factor = 2}).error, 0);
    ASSERT_THAT(produce(cluster->bootstrap(), "sized", "some-longer-record", 2000), SizeIs(2000));
    const auto told = tools->log_dirs();
    for (int id = 0; id < 2; ++id) {
        const auto& address = addresses[static_cast<std::size_t>(id)];
        const auto dirs = ask(address, ApiKey::describe_log_dirs,
                              encode_describe_log_dirs(std::nullopt), decode_describe_log_dirs);
        EXPECT_EQ(dirs.error, 0);
        ASSERT_THAT(dirs.directories, SizeIs(1));
        const LogDir& directory = dirs.directories[0];
        const auto& broker = told["brokers"][id];
        ASSERT_EQ(broker["broker"].asInt(), id);
        ASSERT_EQ(broker["logDirs"].size(), 1U);
        EXPECT_EQ(broker["logDirs"][0]["logDir"].asString(), directory.path);
        EXPECT_TRUE(broker["logDirs"][0]["error"].isNull());
        EXPECT_EQ(directory.error, 0);
        std::map<std::string, LogDirPartition> native;
        std::int64_t bytes = 0;
        for (const auto& topic : directory.topics) {
            for (const auto& partition : topic.partitions) {
                native[fmt::format("{}-{}", topic.name, partition.index)] = partition;
                bytes += partition.bytes;
            }
        }
        EXPECT_GT(bytes, 30'000);
        ASSERT_EQ(broker["logDirs"][0]["partitions"].size(), native.size());
        for (const auto& partition : broker["logDirs"][0]["partitions"]) {
            const auto& same = native.at(partition["partition"].asString());
            EXPECT_EQ(partition["size"].asInt64(), same.bytes);
            EXPECT_EQ(partition["offsetLag"].asInt64(), same.offset_lag);
            EXPECT_EQ(partition["isFuture"].asBool(), same.future);
        }
        struct statvfs volume{};
        ASSERT_EQ(statvfs(directory.path.c_str(), &volume), 0);
        EXPECT_EQ(directory.total_bytes,
                  static_cast<std::int64_t>(volume.f_blocks * volume.f_frsize));
        EXPECT_GT(directory.usable_bytes, 0);
        EXPECT_LT(directory.usable_bytes, directory.total_bytes);
    }
}

TEST_F(KafkaAdmin, LogDirectoriesInOlderVersions) {
    ASSERT_EQ(create({.name = "older", .partitions = 1, .replication_factor = 2}).error, 0);
    for (std::int16_t version = 2; version <= 4; ++version) {
        const auto body = on_broker<std::string>(addresses[0], [&](Connection& connection) {
            return connection.exchange().exchange(ApiKey::describe_log_dirs, version,
                                                  encode_describe_log_dirs({{{"older", {0}}}}),
                                                  {.time = kKafkaLimit});
        });
        const auto dirs = decode_describe_log_dirs(version, body);
        ASSERT_TRUE(dirs) << dirs.error().message;
        ASSERT_THAT(dirs->directories, SizeIs(1));
        ASSERT_THAT(dirs->directories[0].topics, SizeIs(1));
        EXPECT_EQ(dirs->directories[0].topics[0].name, "older");
        EXPECT_EQ(dirs->directories[0].total_bytes < 0, version < 4);
    }
}

}  // namespace
}  // namespace ballast::test
