// Answers recorded from Kafka 3.9.2: two brokers with ZooKeeper, and one with KRaft for
// DescribeTopicPartitions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/kafka/alter_partition_reassignments.hpp"
#include "common/kafka/create_topics.hpp"
#include "common/kafka/delete_topics.hpp"
#include "common/kafka/describe_cluster.hpp"
#include "common/kafka/describe_configs.hpp"
#include "common/kafka/describe_log_dirs.hpp"
#include "common/kafka/describe_topic_partitions.hpp"
#include "common/kafka/elect_leaders.hpp"
#include "common/kafka/incremental_alter_configs.hpp"
#include "common/kafka/list_partition_reassignments.hpp"
#include "tests/unit/kafka/fixture.hpp"

namespace ballast::kafka {
namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

// The body of a recorded answer: its header is five bytes in flexible versions.
std::string recorded(const std::string& name) {
    return test::fixture(name + ".bin").substr(5);
}

TEST(DescribeClusterMessage, ReadsARealAnswer) {
    const auto cluster = decode_describe_cluster(recorded("describe_cluster_v0")).value();
    EXPECT_EQ(cluster.error, 0);
    EXPECT_THAT(cluster.cluster_id, SizeIs(22));
    EXPECT_EQ(cluster.controller_id, 0);
    EXPECT_THAT(cluster.brokers,
                ElementsAre(Broker{0, "127.12.2.1", 9092, cluster.brokers[0].rack},
                            Broker{1, "127.12.2.2", 9092, cluster.brokers[1].rack}));
}

TEST(DescribeConfigsMessage, ReadsValuesAndWhereTheyComeFrom) {
    const auto configs = decode_describe_configs(recorded("describe_configs_v4")).value();
    ASSERT_THAT(configs, SizeIs(3));
    EXPECT_EQ(configs[0].resource, (ConfigResource{ResourceType::topic, "orders"}));
    ASSERT_THAT(configs[0].entries, SizeIs(2));
    const ConfigEntry& min_isr = configs[0].entries[0];
    EXPECT_EQ(min_isr.name, "min.insync.replicas");
    EXPECT_EQ(min_isr.value, "2");
    EXPECT_EQ(min_isr.source, ConfigSource::topic);
    EXPECT_EQ(min_isr.type, 3);
    EXPECT_THAT(min_isr.synonyms,
                ElementsAre(ConfigSynonym{"min.insync.replicas", "2", ConfigSource::topic},
                            ConfigSynonym{"min.insync.replicas", "1", ConfigSource::static_broker},
                            ConfigSynonym{"min.insync.replicas", "1", ConfigSource::built_in}));
    EXPECT_EQ(configs[0].entries[1].source, ConfigSource::built_in);
}

TEST(DescribeConfigsMessage, ReadsErrorsSecretsAndReadOnlySettings) {
    const auto configs = decode_describe_configs(recorded("describe_configs_v4")).value();
    EXPECT_EQ(configs.at(1).resource.name, "absent");
    EXPECT_EQ(configs[1].error, 3);
    EXPECT_THAT(configs[1].entries, IsEmpty());
    EXPECT_EQ(configs.at(2).resource, (ConfigResource{ResourceType::broker, "0"}));
    ASSERT_THAT(configs[2].entries, SizeIs(3));
    EXPECT_EQ(configs[2].entries[1].name, "ssl.key.password");
    EXPECT_TRUE(configs[2].entries[1].sensitive);
    EXPECT_EQ(configs[2].entries[1].value, std::nullopt);
    EXPECT_EQ(configs[2].entries[2].name, "log.dirs");
    EXPECT_TRUE(configs[2].entries[2].read_only);
}

TEST(DescribeConfigsMessage, AsksForAllKeysOrSome) {
    DescribeConfigs request;
    request.resources.push_back({{ResourceType::topic, "t"}, {{"k"}}});
    EXPECT_EQ(encode_describe_configs(request), "\x02\x02\x02t\x02\x02k\0\0\0\0"s);
    request.resources[0].keys.reset();
    request.synonyms = true;
    EXPECT_EQ(encode_describe_configs(request), "\x02\x02\x02t\0\0\x01\0\0"s);
}

TEST(IncrementalAlterConfigsMessage, ReadsWhatBecameOfEachResource) {
    const auto results =
        decode_incremental_alter_configs(recorded("incremental_alter_configs_v1")).value();
    EXPECT_THAT(results, ElementsAre(AlterConfigsResult{0, "", {ResourceType::topic, "orders"}},
                                     AlterConfigsResult{3,
                                                        "The topic 'absent' does not exist.",
                                                        {ResourceType::topic, "absent"}}));
}

TEST(IncrementalAlterConfigsMessage, SendsNoValueWithARemoval) {
    IncrementalAlterConfigs request{.validate_only = true};
    request.resources.push_back(
        {{ResourceType::broker, "1"},
         {{"a", ConfigOperation::set, "x"}, {"b", ConfigOperation::remove, "ignored"}}});
    EXPECT_EQ(encode_incremental_alter_configs(request),
              "\x02\x04\x02\x31\x03\x02"
              "a\0\x02x\0\x02"
              "b\x01\0\0\0\x01\0"s);
}

TEST(AlterPartitionReassignmentsMessage, ReadsWhatBecameOfEachPartition) {
    const auto results =
        decode_alter_partition_reassignments(recorded("alter_partition_reassignments_v0")).value();
    EXPECT_EQ(results.error, 0);
    EXPECT_THAT(
        results.partitions,
        ElementsAre(PartitionResult{"absent", 0, 3, "The partition does not exist."},
                    PartitionResult{"solo", 0, 0, ""},
                    PartitionResult{"solo", 1, 85, "No partition reassignment is in progress."}));
}

TEST(AlterPartitionReassignmentsMessage, MovesAndCancels) {
    AlterPartitionReassignments request{.timeout = std::chrono::milliseconds(258)};
    request.topics.push_back({"t", {{0, {{1, 2}}}, {3, std::nullopt}}});
    EXPECT_EQ(encode_alter_partition_reassignments(request),
              "\0\0\x01\x02\x02\x02t\x03\0\0\0\0\x03\0\0\0\x01\0\0\0\x02\0\0\0\0\x03\0\0\0\0"s);
}

TEST(ListPartitionReassignmentsMessage, ReadsOneThatIsGoingOn) {
    const auto ongoing =
        decode_list_partition_reassignments(recorded("list_partition_reassignments_v0")).value();
    EXPECT_EQ(ongoing.error, 0);
    EXPECT_THAT(ongoing.partitions, ElementsAre(OngoingReassignment{"solo", 0, {1, 0}, {1}, {0}}));
}

TEST(ListPartitionReassignmentsMessage, ReadsThatTheControllerIsAnother) {
    const auto ongoing =
        decode_list_partition_reassignments(recorded("list_partition_reassignments_not_controller"))
            .value();
    EXPECT_EQ(error_name(ongoing.error), "NOT_CONTROLLER");
    EXPECT_EQ(ongoing.message, "This is not the correct controller for this cluster.");
}

TEST(ListPartitionReassignmentsMessage, AsksForAllOrSome) {
    ListPartitionReassignments request{.timeout = std::chrono::milliseconds(1)};
    EXPECT_EQ(encode_list_partition_reassignments(request), "\0\0\0\x01\0\0"s);
    request.topics = {{"t", {5}}};
    EXPECT_EQ(encode_list_partition_reassignments(request),
              "\0\0\0\x01\x02\x02t\x02\0\0\0\x05\0\0"s);
}

TEST(ElectLeadersMessage, ReadsWhatBecameOfEachPartition) {
    const auto results = decode_elect_leaders(recorded("elect_leaders_v2")).value();
    EXPECT_EQ(results.error, 0);
    ASSERT_THAT(results.partitions, SizeIs(3));
    EXPECT_EQ(results.partitions[0].partition, 7);
    EXPECT_EQ(error_name(results.partitions[0].error), "UNKNOWN_TOPIC_OR_PARTITION");
    EXPECT_EQ(results.partitions[1].partition, 0);
    EXPECT_EQ(error_name(results.partitions[1].error), "ELECTION_NOT_NEEDED");
}

TEST(ElectLeadersMessage, AsksForAllOrSome) {
    ElectLeaders request{.type = ElectionType::unclean, .timeout = std::chrono::milliseconds(1)};
    EXPECT_EQ(encode_elect_leaders(request), "\x01\0\0\0\0\x01\0"s);
    request.topics = {{"t", {5}}};
    EXPECT_EQ(encode_elect_leaders(request), "\x01\x02\x02t\x02\0\0\0\x05\0\0\0\0\x01\0"s);
}

TEST(DescribeLogDirsMessage, ReadsAllVersions) {
    for (std::int16_t version = 2; version <= 4; ++version) {
        const auto dirs = decode_describe_log_dirs(
                              version, recorded("describe_log_dirs_v" + std::to_string(version)))
                              .value();
        EXPECT_EQ(dirs.error, 0);
        ASSERT_THAT(dirs.directories, SizeIs(1));
        const LogDir& directory = dirs.directories[0];
        EXPECT_THAT(directory.path, StartsWith("/tmp/"));
        ASSERT_THAT(directory.topics, SizeIs(1));
        EXPECT_EQ(directory.topics[0].name, "orders");
        EXPECT_THAT(directory.topics[0].partitions,
                    ElementsAre(LogDirPartition{0}, LogDirPartition{1}, LogDirPartition{2}));
        EXPECT_EQ(directory.total_bytes, version < 4 ? -1 : 270'553'174'016);
        EXPECT_EQ(directory.usable_bytes, version < 4 ? -1 : 74'415'378'432);
    }
}

TEST(DescribeTopicPartitionsMessage, ReadsTopicsWithTheirIds) {
    const auto page =
        decode_describe_topic_partitions(recorded("describe_topic_partitions_v0")).value();
    ASSERT_THAT(page.topics, SizeIs(3));
    EXPECT_EQ(page.topics[0].name, "absent");
    EXPECT_EQ(page.topics[0].error, 3);
    EXPECT_EQ(page.topics[1].name, "orders");
    EXPECT_EQ(page.topics[1].id.text(), "3jJsJ1RiRQKF3Gwkp5sCfQ");
    ASSERT_THAT(page.topics[1].partitions, SizeIs(3));
    const EligiblePartition& last = page.topics[1].partitions[2];
    EXPECT_EQ(last.partition.index, 2);
    EXPECT_EQ(last.partition.leader, 1);
    EXPECT_THAT(last.partition.isr, ElementsAre(1));
    EXPECT_THAT(last.eligible_leaders, IsEmpty());
    EXPECT_EQ(page.next, std::nullopt);
}

TEST(DescribeTopicPartitionsMessage, ReadsAndAsksForTheNextPage) {
    const auto page =
        decode_describe_topic_partitions(recorded("describe_topic_partitions_page")).value();
    ASSERT_THAT(page.topics, SizeIs(1));
    EXPECT_THAT(page.topics[0].partitions, SizeIs(2));
    EXPECT_EQ(page.next, (TopicCursor{"orders", 2}));
    EXPECT_EQ(encode_describe_topic_partitions({.topics = {"t"}, .partition_limit = 2}),
              "\x02\x02t\0\0\0\0\x02\xFF\0"s);
    EXPECT_EQ(encode_describe_topic_partitions({.partition_limit = 2, .cursor = {{"t", 1}}}),
              "\x01\0\0\0\x02\x01\x02t\0\0\0\x01\0\0"s);
}

TEST(CreateTopicsMessage, ReadsWhatBecameOfEachTopic) {
    const auto topics = decode_create_topics(recorded("create_topics_v7")).value();
    ASSERT_THAT(topics, SizeIs(3));
    EXPECT_EQ(topics[0].name, "orders");
    EXPECT_EQ(topics[0].error, 0);
    EXPECT_EQ(topics[0].id.text(), "X-ZwyM5kRLylYBp_Gv_Eaw");
    EXPECT_EQ(topics[0].partitions, 3);
    EXPECT_EQ(topics[0].replication_factor, 2);
    EXPECT_EQ(error_name(topics[1].error), "INVALID_TOPIC_EXCEPTION");
    EXPECT_EQ(topics[2].message, "Replication factor: 9 larger than available brokers: 2.");
    EXPECT_EQ(topics[2].partitions, -1);
}

TEST(CreateTopicsMessage, SendsCountsOrAssignments) {
    CreateTopics request{.timeout = std::chrono::milliseconds(1)};
    request.topics.push_back({.name = "t", .partitions = 2, .replication_factor = 1});
    EXPECT_EQ(encode_create_topics(request), "\x02\x02t\0\0\0\x02\0\x01\x01\x01\0\0\0\0\x01\0\0"s);
    request.topics[0] = {.name = "t", .assignments = {{0, {4}}}, .configs = {{"k", "v"}}};
    request.validate_only = true;
    EXPECT_EQ(encode_create_topics(request),
              "\x02\x02t\xFF\xFF\xFF\xFF\xFF\xFF\x02\0\0\0\0\x02\0\0\0\x04\0\x02\x02k\x02v\0\0"
              "\0\0\0\x01\x01\0"s);
}

TEST(DeleteTopicsMessage, ReadsWhatBecameOfEachTopic) {
    const auto topics = decode_delete_topics(recorded("delete_topics_v6")).value();
    ASSERT_THAT(topics, SizeIs(2));
    EXPECT_EQ(topics[0].name, "solo");
    EXPECT_EQ(topics[0].error, 0);
    EXPECT_EQ(topics[1].name, "absent");
    EXPECT_EQ(error_name(topics[1].error), "UNKNOWN_TOPIC_OR_PARTITION");
}

TEST(DeleteTopicsMessage, NamesTopics) {
    EXPECT_EQ(encode_delete_topics({.names = {"t"}, .timeout = std::chrono::milliseconds(1)}),
              "\x02\x02t"s + std::string(16, '\0') + "\0\0\0\0\x01\0"s);
}

TEST(Timeouts, StayInTheRangeOfTheField) {
    Writer body;
    body.timeout(std::chrono::hours(24 * 365));
    body.timeout(std::chrono::milliseconds(-1));
    EXPECT_EQ(body.bytes(), "\x7F\xFF\xFF\xFF\0\0\0\0"s);
}

}  // namespace
}  // namespace ballast::kafka
