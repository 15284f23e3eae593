// Our Kafka codecs on real brokers, field by field against what Kafka's own tools say: what happens
// to partitions.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <signal.h>

#include "common/kafka/alter_partition_reassignments.hpp"
#include "common/kafka/describe_topic_partitions.hpp"
#include "common/kafka/elect_leaders.hpp"
#include "common/kafka/list_partition_reassignments.hpp"
#include "common/kafka/topic_visibility.hpp"
#include "tests/integration/support/kafka_admin.hpp"
#include "tests/integration/support/kraft_broker.hpp"

namespace ballast::test {
namespace {

using namespace kafka;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using ::testing::UnorderedElementsAreArray;

// At the address of the controller: nobody else takes these.
ReassignmentResults reassign(const std::string& controller, const std::string& topic,
                             std::vector<AlterPartitionReassignments::Partition> moves) {
    AlterPartitionReassignments request{.timeout = 10s};
    request.topics.push_back({topic, std::move(moves)});
    return ask(controller, ApiKey::alter_partition_reassignments,
               encode_alter_partition_reassignments(request), decode_alter_partition_reassignments);
}

OngoingReassignments ongoing(const std::string& controller,
                             std::optional<std::vector<TopicPartitions>> topics = std::nullopt) {
    return ask(controller, ApiKey::list_partition_reassignments,
               encode_list_partition_reassignments({.timeout = 10s, .topics = std::move(topics)}),
               decode_list_partition_reassignments);
}

ElectionResults elect(const std::string& controller,
                      std::optional<std::vector<TopicPartitions>> topics) {
    return ask(controller, ApiKey::elect_leaders,
               encode_elect_leaders({.topics = std::move(topics), .timeout = 10s}),
               decode_elect_leaders);
}

// What kafka-reassign-partitions prints of one.
std::string reassign_line(const OngoingReassignment& move) {
    auto line = fmt::format("{}-{}: replicas: {}.", move.topic, move.partition,
                            fmt::join(move.replicas, ","));
    if (!move.adding.empty()) {
        line += fmt::format(" adding: {}.", fmt::join(move.adding, ","));
    }
    if (!move.removing.empty()) {
        line += fmt::format(" removing: {}.", fmt::join(move.removing, ","));
    }
    return line;
}

// Stopped until the end of the scope.
class Frozen {
  public:
    explicit Frozen(pid_t pid) : pid_(pid) { kill(pid_, SIGSTOP); }
    ~Frozen() { kill(pid_, SIGCONT); }
    Frozen(const Frozen&) = delete;
    Frozen& operator=(const Frozen&) = delete;

  private:
    pid_t pid_;
};

TEST_F(KafkaAdmin, ReassignmentsThatGoOn) {
    const auto from = controller();
    const auto to = 1 - from;
    const auto& asked = address(from);
    ASSERT_EQ(create({.name = "moving", .assignments = {{0, {from}}, {1, {from}}}}).error, 0);
    EXPECT_THAT(ongoing(asked).partitions, IsEmpty());
    EXPECT_THAT(tools->reassignments(), IsEmpty());
    const OngoingReassignment copied{"moving", 0, {to, from}, {to}, {}};
    const OngoingReassignment moved{"moving", 1, {to, from}, {to}, {from}};
    {
        // A frozen broker takes no replica, so this goes on until it is cancelled.
        const auto pid = cluster->node(fmt::format("kafka-{}", to))["pid"].asInt();
        ASSERT_GT(pid, 0);
        const Frozen frozen(pid);
        const auto results =
            reassign(asked, "moving", {{0, {{to, from}}}, {1, {{to}}}, {2, {{to}}}});
        EXPECT_EQ(results.error, 0);
        EXPECT_THAT(results.partitions,
                    UnorderedElementsAre(
                        PartitionResult{"moving", 0, 0, ""}, PartitionResult{"moving", 1, 0, ""},
                        PartitionResult{"moving", 2, 3, "The partition does not exist."}));
        EXPECT_THAT(ongoing(asked).partitions, UnorderedElementsAre(copied, moved));
        EXPECT_THAT(ongoing(asked, {{{"moving", {1}}}}).partitions, ElementsAre(moved));
        EXPECT_THAT(KafkaTools(kafka_version(), asked + ":9092").reassignments(),
                    UnorderedElementsAre(reassign_line(copied), reassign_line(moved)));
        for (const auto& result :
             reassign(asked, "moving", {{0, std::nullopt}, {1, std::nullopt}}).partitions) {
            EXPECT_EQ(result.error, 0) << result.message;
        }
    }
    EXPECT_TRUE(eventually([&] { return ongoing(asked).partitions.empty(); }));
    EXPECT_THAT(tools->reassignments(), IsEmpty());
    EXPECT_TRUE(eventually([&] { return cluster->all_ready(); }, Seconds{120}));
}

TEST_F(KafkaAdmin, OnlyTheControllerKnowsReassignments) {
    EXPECT_EQ(error_name(ongoing(address(1 - controller())).error), "NOT_CONTROLLER");
}

TEST_F(KafkaAdmin, PreferredLeaders) {
    ASSERT_EQ(create({.name = "led", .assignments = {{0, {0, 1}}, {1, {0, 1}}}}).error, 0);
    // The same replicas in another order: nothing moves, and the leaders stay.
    for (const auto& result :
         reassign(address(controller()), "led", {{0, {{1, 0}}}, {1, {{1, 0}}}}).partitions) {
        EXPECT_EQ(result.error, 0) << result.message;
    }
    const auto leaders = [] {
        const auto metadata = metadata_of(addresses[0]);
        std::vector<std::int32_t> found;
        for (const auto& partition : find_topic(metadata, "led").partitions) {
            found.push_back(partition.replicas.at(0) == 1 ? partition.leader : -1);
        }
        return found;
    };
    ASSERT_TRUE(eventually([&] {
        return ongoing(address(controller())).partitions.empty() &&
               leaders() == std::vector<std::int32_t>{0, 0};
    }));
    const auto first = elect(address(controller()), {{{"led", {0, 9}}}});
    EXPECT_EQ(first.error, 0);
    EXPECT_THAT(
        first.partitions,
        UnorderedElementsAre(PartitionResult{"led", 0, 0, ""},
                             PartitionResult{"led", 9, 3, "The partition does not exist."}));
    EXPECT_TRUE(eventually([&] { return leaders() == std::vector<std::int32_t>{1, 0}; }));
    EXPECT_THAT(tools->elect_preferred("led", 0),
                HasSubstr("Valid replica already elected for partitions led-0"));
    EXPECT_THAT(
        tools->elect_preferred("led", 1),
        HasSubstr("Successfully completed leader election (PREFERRED) for partitions led-1"));
    const auto again = elect(address(controller()), {{{"led", {1}}}});
    ASSERT_THAT(again.partitions, SizeIs(1));
    EXPECT_EQ(error_name(again.partitions[0].error), "ELECTION_NOT_NEEDED");
    const auto all = elect(address(controller()), std::nullopt);
    EXPECT_EQ(all.error, 0);
    for (const auto& result : all.partitions) {
        EXPECT_NE(result.topic, "led");  // those that have theirs are left out
    }
}

TEST_F(KafkaAdmin, HasNoTopicPages) {
    const auto code = on_broker<std::string>(
        addresses[0], [](Connection& connection) -> boost::asio::awaitable<Result<std::string>> {
            const auto chosen = connection.exchange().version(ApiKey::describe_topic_partitions);
            co_return chosen ? "" : chosen.error().code;
        });
    EXPECT_EQ(code, "UNSUPPORTED_VERSION");
}

TEST(KafkaAdminWithKraft, TopicPages) {
    ASSERT_EQ(fetch_kafka(kafka_version()), "");
    const KraftBroker broker(kafka_version());
    ASSERT_TRUE(broker.up());
    CreateTopics wanted{.timeout = 10s};
    for (const auto* name : {"orders", "payments"}) {
        wanted.topics.push_back({.name = name, .partitions = 3, .replication_factor = 1});
    }
    for (const auto& created : ask(broker.address(), ApiKey::create_topics,
                                   encode_create_topics(wanted), decode_create_topics)) {
        EXPECT_EQ(created.error, 0) << created.message;
        EXPECT_TRUE(wait_for_topic({{broker.address()}}, created.name, true, kKafkaLimit));
    }
    if (kafka_version() < "3.8") {
        EXPECT_THROW(ask(broker.address(), ApiKey::describe_topic_partitions,
                         encode_describe_topic_partitions({}), decode_describe_topic_partitions),
                     std::runtime_error);
        return;
    }
    std::vector<std::map<std::string, std::string>> native;
    DescribeTopicPartitions request{.topics = {"orders", "payments"}, .partition_limit = 2};
    int pages = 0;
    do {
        const auto page =
            ask(broker.address(), ApiKey::describe_topic_partitions,
                encode_describe_topic_partitions(request), decode_describe_topic_partitions);
        for (const auto& topic : page.topics) {
            EXPECT_EQ(topic.error, 0);
            for (const auto& partition : topic.partitions) {
                native.push_back(as_tool(topic.name, partition.partition));
                native.back()["Elr"] =
                    fmt::format("{}", fmt::join(partition.eligible_leaders, ","));
                native.back()["LastKnownElr"] =
                    fmt::format("{}", fmt::join(partition.last_known_eligible_leaders, ","));
            }
        }
        request.cursor = page.next;
        ++pages;
    } while (request.cursor && pages < 10);
    EXPECT_EQ(pages, 3);
    auto told = KafkaTools(kafka_version(), broker.bootstrap()).topics();
    std::erase_if(told, [](const auto& line) { return line.contains("TopicId"); });
    EXPECT_THAT(native, UnorderedElementsAreArray(told));
    EXPECT_THAT(native, SizeIs(6));
}

}  // namespace
}  // namespace ballast::test
