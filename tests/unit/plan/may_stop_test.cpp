#include "coordinator/plan/may_stop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/plan/clusters.hpp"

namespace ballast::coordinator {
namespace {

using test::cluster_of;
using test::codes;
using test::take_down;
using test::TopicOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

MayStop ask(const ClusterView& view, std::vector<std::string> nodes,
            const StopPolicy& policy = {}) {
    return may_stop(view, nodes, policy);
}

ClusterView three(std::int16_t min_isr = 2) {
    return cluster_of(3, 3,
                      {{"orders", min_isr, {{{0, 1, 2}, {0, 1, 2}}, {{1, 2, 0}, {1, 2, 0}}}}});
}

struct Case {
    const char* words;
    std::vector<TopicOf> topics;
    std::vector<std::string> nodes;
    std::vector<std::string> blockers;  // empty: yes
    StopPolicy policy = {};
};

class PartitionRule : public testing::TestWithParam<Case> {};

TEST_P(PartitionRule, Holds) {
    const auto& wanted = GetParam();
    const auto result = ask(cluster_of(4, 3, wanted.topics), wanted.nodes, wanted.policy);
    EXPECT_EQ(codes(result.blockers), wanted.blockers);
    EXPECT_EQ(result.answer, wanted.blockers.empty() ? Answer::yes : Answer::no);
}

const std::vector<Case> kCases{
    {"all in sync, one of three", {{"t", 2, {{{0, 1, 2}, {0, 1, 2}}}}}, {"kafka-1"}, {}},
    {"two of three",
     {{"t", 2, {{{0, 1, 2}, {0, 1, 2}}}}},
     {"kafka-1", "kafka-2"},
     {"UNDER_MIN_ISR"}},
    {"two that share nothing",
     {{"t", 2, {{{0, 1, 2}, {0, 1, 2}}, {{3, 1, 2}, {3, 1, 2}}}}},
     {"kafka-0", "kafka-3"},
     {}},
    {"one with a spare to keep",
     {{"t", 2, {{{0, 1, 2}, {0, 1, 2}}}}},
     {"kafka-1"},
     {"SPARE_NOT_KEPT"},
     {.spare = 1}},
    {"min ISR 1 keeps one more",
     {{"t", 1, {{{0, 1, 2}, {0, 1, 2}}}}},
     {"kafka-1"},
     {},
     {.spare = 1}},
    {"min ISR 1, two of three", {{"t", 1, {{{0, 1, 2}, {0, 1, 2}}}}}, {"kafka-0", "kafka-1"}, {}},
    {"min ISR 1, all three",
     {{"t", 1, {{{0, 1, 2}, {0, 1, 2}}}}},
     {"kafka-0", "kafka-1", "kafka-2"},
     {"LAST_IN_SYNC_REPLICA"}},
    {"at min ISR", {{"t", 2, {{{0, 1, 2}, {0, 1}}}}}, {"kafka-1"}, {"UNDER_MIN_ISR"}},
    {"at min ISR, the one that is out of sync", {{"t", 2, {{{0, 1, 2}, {0, 1}}}}}, {"kafka-2"}, {}},
    {"under min ISR, the one that would heal it",
     {{"t", 2, {{{0, 1, 2}, {0}}}}},
     {"kafka-2"},
     {"UNDER_MIN_ISR"}},
    {"one replica", {{"t", 1, {{{0}, {0}}}}}, {"kafka-0"}, {"RF_ONE"}},
    {"one replica elsewhere", {{"t", 1, {{{1}, {1}}}}}, {"kafka-0"}, {}},
    {"one replica, allowed",
     {{"t", 1, {{{0}, {0}}}}},
     {"kafka-0"},
     {},
     {.allow_unavailable = true}},
    {"as many replicas as the minimum",
     {{"t", 2, {{{0, 1}, {0, 1}}}}},
     {"kafka-0"},
     {"RF_AT_MIN_ISR"}},
    {"a minimum above the replicas",
     {{"t", 5, {{{0, 1, 2}, {0, 1, 2}}}}},
     {"kafka-0"},
     {"RF_AT_MIN_ISR"}},
    {"an allowed one beside a forbidden one",
     {{"t", 1, {{{0}, {0}}}}, {"u", 2, {{{0, 1, 2}, {0, 1}}}}},
     {"kafka-0"},
     {"UNDER_MIN_ISR"},
     {.allow_unavailable = true}},
    {"a replica about to be removed does not count",
     {{"t", 2, {{{0, 1, 2, 3}, {0, 1, 2}}}, {3}, {2}}},
     {"kafka-1"},
     {"UNDER_MIN_ISR"}},
    {"what is added and in sync counts",
     {{"t", 2, {{{0, 1, 2, 3}, {0, 1, 2, 3}}}, {3}, {2}}},
     {"kafka-1"},
     {}},
};
INSTANTIATE_TEST_SUITE_P(Cases, PartitionRule, testing::ValuesIn(kCases),
                         [](const auto& each) { return fmt::format("Case{}", each.index); });

TEST(MayStop, NamesThePartitionsInWords) {
    auto view = three();
    take_down(view, "kafka-2");
    const auto result = ask(view, {"kafka-0"});
    EXPECT_EQ(result.answer, Answer::no);
    ASSERT_THAT(codes(result.blockers), ElementsAre("UNDER_MIN_ISR"));
    EXPECT_THAT(result.blockers[0].message,
                HasSubstr("without kafka-0 2 partitions (orders-0, orders-1)"));
    EXPECT_THAT(result.blockers[0].partitions.names, ElementsAre("orders-0", "orders-1"));
}

TEST(MayStop, SaysWhatAnAllowanceCosts) {
    const auto result = ask(cluster_of(1, 1, {{"single", 1, {{{0}, {0}}}}}), {"kafka-0"},
                            {.allow_unavailable = true});
    EXPECT_EQ(result.answer, Answer::yes);
    EXPECT_THAT(codes(result.costs), ElementsAre("RF_ONE"));
}

TEST(MayStop, DeadBrokersInAnIsrDoNotCount) {
    auto view = three();
    take_down(view, "kafka-2");  // the controller has not taken it out of the ISR yet
    EXPECT_EQ(ask(view, {"kafka-1"}).answer, Answer::no);
}

TEST(MayStop, UnknownIsNeverYes) {
    auto view = three();
    view.kafka.taken.reset();
    EXPECT_THAT(codes(ask(view, {"kafka-0"}).blockers), ElementsAre("NO_SNAPSHOT"));
    EXPECT_EQ(ask(view, {"kafka-0"}).answer, Answer::unknown);

    view = three();
    *view.kafka.taken -= std::chrono::seconds{6};
    EXPECT_THAT(codes(ask(view, {"kafka-0"}).blockers), ElementsAre("VIEW_STALE"));

    view = three();
    view.kafka.reassignments_known = false;
    EXPECT_THAT(codes(ask(view, {"kafka-0"}).blockers), ElementsAre("REASSIGNMENTS_UNKNOWN"));

    view = cluster_of(3, 3, {{"t", std::nullopt, {{{0, 1, 2}, {0, 1, 2}}}}});
    EXPECT_EQ(ask(view, {"kafka-0"}).answer, Answer::unknown);
    EXPECT_THAT(codes(ask(view, {"kafka-0"}).blockers), ElementsAre("MIN_ISR_UNKNOWN"));

    view = three();
    test::node(view, "kafka-0").heard.reset();
    EXPECT_EQ(ask(view, {"kafka-0"}).answer, Answer::unknown);
    EXPECT_EQ(ask(view, {"kafka-1"}).answer, Answer::unknown) << "kafka-0 may be down";
    EXPECT_THAT(codes(ask(view, {"kafka-1"}).blockers), ElementsAre("NODE_SILENT"));
}

TEST(MayStop, BothSidesMustAgree) {
    auto view = three();
    test::node(view, "kafka-2").state = "FROZEN";
    auto result = ask(view, {"kafka-1"});
    EXPECT_EQ(result.answer, Answer::unknown);
    EXPECT_THAT(codes(result.blockers), ElementsAre("EVIDENCE_DISAGREES"));

    view = three();
    std::erase_if(view.kafka.brokers, [](const auto& broker) { return broker.id == 2; });
    result = ask(view, {"kafka-1"});
    EXPECT_EQ(result.answer, Answer::unknown);
    EXPECT_THAT(result.blockers[0].message, HasSubstr("not registered"));
    // Whatever kafka-2 is, with one more down it would be a no.
    view = three();
    test::node(view, "kafka-2").state = "FROZEN";
    take_down(view, "kafka-0");
    EXPECT_EQ(ask(view, {"kafka-1"}).answer, Answer::no);
}

TEST(MayStop, HeldNodesAndUnknownNamesAreRefused) {
    auto view = three();
    test::node(view, "kafka-0").on_hold = true;
    EXPECT_THAT(codes(ask(view, {"kafka-0"}).blockers), ElementsAre("NODE_ON_HOLD"));
    EXPECT_THAT(codes(ask(view, {"kafka-7"}).blockers), ElementsAre("NO_SUCH_NODE"));
    EXPECT_EQ(ask(view, {"kafka-7"}).answer, Answer::no);
    EXPECT_EQ(ask(view, {}).answer, Answer::yes) << "nothing is stopped";
}

TEST(MayStop, OneServerWhileTheOthersAreAMajorityAndSynced) {
    auto view = three();
    for (const auto* server : {"zookeeper-1", "zookeeper-2", "zookeeper-3"}) {
        EXPECT_EQ(ask(view, {server}).answer, Answer::yes) << server;
    }
    EXPECT_THAT(codes(ask(view, {"zookeeper-1", "zookeeper-2"}).blockers),
                ElementsAre("ZOOKEEPER_NO_SPARE"));
    EXPECT_THAT(codes(ask(view, {"zookeeper-1", "kafka-0"}).blockers),
                ElementsAre("BROKERS_AND_ZOOKEEPER_TOGETHER"));

    view.zookeeper[2].synced_followers = 1;
    EXPECT_THAT(codes(ask(view, {"zookeeper-1"}).blockers),
                ElementsAre("ZOOKEEPER_FOLLOWERS_NOT_SYNCED"));
    view.zookeeper[2].synced_followers.reset();
    EXPECT_EQ(ask(view, {"zookeeper-1"}).answer, Answer::unknown);

    view = three();
    view.zookeeper[2].mode = "follower";
    EXPECT_THAT(codes(ask(view, {"zookeeper-1"}).blockers),
                ElementsAre("ZOOKEEPER_LEADER_UNKNOWN"));
    EXPECT_EQ(ask(view, {"kafka-1"}).answer, Answer::unknown);

    view = three();
    take_down(view, "zookeeper-1");
    EXPECT_THAT(codes(ask(view, {"zookeeper-2"}).blockers), Contains("ZOOKEEPER_NO_MAJORITY"));
    EXPECT_THAT(codes(ask(view, {"kafka-0"}).blockers), ElementsAre("ZOOKEEPER_NO_SPARE"));
    EXPECT_EQ(ask(view, {"zookeeper-1"}).answer, Answer::yes) << "it is down already";

    view = three();
    take_down(view, "kafka-2");
    EXPECT_THAT(codes(ask(view, {"zookeeper-1"}).blockers),
                ElementsAre("BROKERS_AND_ZOOKEEPER_TOGETHER"));

    view = three();
    view.zookeeper[0].heard.reset();
    EXPECT_EQ(ask(view, {"zookeeper-2"}).answer, Answer::unknown);
    EXPECT_EQ(ask(view, {"kafka-2"}).answer, Answer::unknown);
}

TEST(MayStop, IsNotKnownWhileAServerAndItsAgentDisagree) {
    auto view = three();
    test::node(view, "zookeeper-2").state = "DRAINING";
    for (const auto* asked : {"kafka-0", "zookeeper-1", "zookeeper-3"}) {
        EXPECT_EQ(ask(view, {asked}).answer, Answer::unknown) << asked;
        EXPECT_THAT(codes(ask(view, {asked}).blockers), Contains("EVIDENCE_DISAGREES")) << asked;
    }
    // The server was asked a moment ago, its agent was not heard since.
    view = three();
    test::node(view, "zookeeper-2").heard.reset();
    EXPECT_THAT(codes(ask(view, {"kafka-0"}).blockers), ElementsAre("NODE_SILENT"));
}

TEST(MayStop, ALoneServerNeedsThePolicy) {
    const auto view = cluster_of(1, 1, {});
    EXPECT_THAT(codes(ask(view, {"zookeeper-1"}).blockers), ElementsAre("ZOOKEEPER_NO_MAJORITY"));
    const auto allowed = ask(view, {"zookeeper-1"}, {.allow_unavailable = true});
    EXPECT_EQ(allowed.answer, Answer::yes);
    EXPECT_THAT(codes(allowed.costs), ElementsAre("ZOOKEEPER_NO_MAJORITY"));
}

TEST(MayStop, MentionsTheFirstTwentyPartitionsAndCountsAll) {
    std::vector<std::pair<std::vector<std::int32_t>, std::vector<std::int32_t>>> many(30,
                                                                                      {{0}, {0}});
    const auto result = ask(cluster_of(1, 1, {{"t", 1, many}}), {"kafka-0"});
    EXPECT_EQ(result.blockers[0].partitions.names.size(), 20U);
    EXPECT_EQ(result.blockers[0].partitions.count, 30U);
    EXPECT_THAT(result.blockers[0].message, HasSubstr("30 partitions (t-0, t-1, t-2, ...)"));
    EXPECT_THAT(result.costs, IsEmpty());
}

}  // namespace
}  // namespace ballast::coordinator
