#include "coordinator/plan/verdict.hpp"
#include "coordinator/plan/partition_counts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/plan/clusters.hpp"

namespace ballast::coordinator {
namespace {

using test::cluster_of;
using test::codes;
using test::take_down;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

ClusterView three() {
    return cluster_of(3, 3, {{"orders", 2, {{{0, 1, 2}, {0, 1, 2}}, {{1, 2, 0}, {1, 2, 0}}}}});
}

TEST(Judge, AWholeClusterIsOk) {
    const auto health = judge(three());
    EXPECT_EQ(health.verdict, Verdict::ok);
    EXPECT_THAT(health.findings, IsEmpty());
    EXPECT_FALSE(health.restart_blocked);
}

TEST(Judge, OneBrokerDownIsDegradedAndNothingMoreMayStop) {
    auto view = three();
    take_down(view, "kafka-2");
    const auto health = judge(view);
    EXPECT_EQ(health.verdict, Verdict::degraded);
    EXPECT_THAT(codes(health.findings), ElementsAre("AT_MIN_ISR", "NODE_NOT_READY"));
    EXPECT_TRUE(health.restart_blocked);
    EXPECT_THAT(health.findings[1].nodes, ElementsAre("kafka-2"));
    EXPECT_THAT(health.findings[1].next_step, HasSubstr("ballast node show kafka-2"));
}

TEST(Judge, BelowTheMinimumAndWithoutALeaderIsUnsafe) {
    const auto view = cluster_of(
        3, 3, {{"a", 2, {{{0, 1, 2}, {0}}}}, {"b", 2, {{{0, 1, 2}, {}}, {{0, 1, 2}, {0, 1, 2}}}}});
    const auto health = judge(view);
    EXPECT_EQ(health.verdict, Verdict::unsafe);
    EXPECT_THAT(codes(health.findings),
                ElementsAre("OFFLINE_PARTITIONS", "UNDER_MIN_ISR", "UNDER_REPLICATED"));
    EXPECT_THAT(health.findings[0].partitions.names, ElementsAre("b-0"));
    EXPECT_THAT(health.findings[1].partitions.names, ElementsAre("a-0", "b-0"));
    EXPECT_THAT(health.findings[0].message, HasSubstr("1 partition (b-0) without a leader"));
}

TEST(Judge, WhatCanNeverSpareAReplicaIsToldAndNotWrong) {
    const auto health =
        judge(cluster_of(3, 3, {{"one", 1, {{{0}, {0}}}}, {"two", 2, {{{0, 1}, {0, 1}}}}}));
    EXPECT_EQ(health.verdict, Verdict::ok);
    EXPECT_THAT(codes(health.findings), ElementsAre("RF_ONE", "RF_AT_MIN_ISR"));
    EXPECT_FALSE(health.restart_blocked);
}

TEST(Judge, AReplicaThatIsBeingAddedIsNotMissing) {
    const auto view = cluster_of(4, 3, {{"t", 2, {{{0, 1, 2, 3}, {0, 1, 2}}}, {3}, {0}}});
    EXPECT_THAT(codes(judge(view).findings),
                AllOf(Contains("REASSIGNING"), Not(Contains("UNDER_REPLICATED"))));
    EXPECT_THAT(codes(judge(view).findings), Contains("AT_MIN_ISR"))
        << "one of the three in-sync replicas is about to go";
}

struct Case {
    const char* words;
    void (*change)(ClusterView&);
    Verdict verdict;
    std::vector<std::string> findings;
};

class WhatIsWrong : public testing::TestWithParam<Case> {};

TEST_P(WhatIsWrong, HasItsVerdict) {
    auto view = three();
    GetParam().change(view);
    const auto health = judge(view);
    EXPECT_EQ(to_string(health.verdict), to_string(GetParam().verdict)) << GetParam().words;
    EXPECT_EQ(codes(health.findings), GetParam().findings) << GetParam().words;
    for (const auto& finding : health.findings) {
        EXPECT_FALSE(finding.message.empty());
        EXPECT_FALSE(finding.next_step.empty()) << finding.code;
    }
}

const std::vector<Case> kCases{
    {"no snapshot",
     [](ClusterView& view) { view.kafka.taken.reset(); },
     Verdict::unknown,
     {"NO_SNAPSHOT"}},
    {"an old one",
     [](ClusterView& view) { *view.kafka.taken -= std::chrono::seconds{9}; },
     Verdict::unknown,
     {"VIEW_STALE"}},
    {"reassignments not known",
     [](ClusterView& view) { view.kafka.reassignments_known = false; },
     Verdict::unknown,
     {"REASSIGNMENTS_UNKNOWN"}},
    {"no controller",
     [](ClusterView& view) { view.kafka.controller.reset(); },
     Verdict::degraded,
     {"CONTROLLER_UNKNOWN"}},
    {"a silent agent",
     [](ClusterView& view) { test::node(view, "kafka-1").heard.reset(); },
     Verdict::degraded,
     {"NODE_SILENT"}},
    {"on hold",
     [](ClusterView& view) { test::node(view, "kafka-1").on_hold = true; },
     Verdict::ok,
     {"NODE_ON_HOLD"}},
    {"not registered",
     [](ClusterView& view) {
         std::erase_if(view.kafka.brokers, [](const auto& broker) { return broker.id == 1; });
     },
     Verdict::unsafe,
     {"OFFLINE_PARTITIONS", "AT_MIN_ISR", "BROKER_NOT_REGISTERED"}},
    {"frozen",
     [](ClusterView& view) {
         test::node(view, "kafka-1").state = "FROZEN";
         test::node(view, "kafka-1").ready = false;
     },
     Verdict::degraded,
     {"NODE_NOT_READY", "EVIDENCE_DISAGREES"}},
    {"a server down",
     [](ClusterView& view) { take_down(view, "zookeeper-1"); },
     Verdict::degraded,
     {"ZOOKEEPER_NO_SPARE", "NODE_NOT_READY"}},
    {"two servers down",
     [](ClusterView& view) {
         take_down(view, "zookeeper-1");
         take_down(view, "zookeeper-2");
     },
     Verdict::unsafe,
     {"ZOOKEEPER_NO_MAJORITY", "NODE_NOT_READY", "NODE_NOT_READY"}},
    {"no leader",
     [](ClusterView& view) { view.zookeeper[2].mode = "follower"; },
     Verdict::degraded,
     {"ZOOKEEPER_LEADER_UNKNOWN"}},
    {"a follower behind",
     [](ClusterView& view) { view.zookeeper[2].synced_followers = 1; },
     Verdict::degraded,
     {"ZOOKEEPER_FOLLOWERS_NOT_SYNCED"}},
};
INSTANTIATE_TEST_SUITE_P(Cases, WhatIsWrong, testing::ValuesIn(kCases),
                         [](const auto& each) { return fmt::format("Case{}", each.index); });

TEST(Judge, HeldNodesHaveTheirOwnWords) {
    auto view = three();
    take_down(view, "kafka-1");
    auto& held = test::node(view, "kafka-1");
    held.state = "HELD";
    held.reason = "the volume belongs to cluster x";
    held.next_step = "give it its own volume back";
    const auto health = judge(view);
    const auto& finding = health.findings.back();
    EXPECT_EQ(finding.code, "NODE_HELD");
    EXPECT_EQ(finding.message, "kafka-1 is HELD: the volume belongs to cluster x");
    EXPECT_EQ(finding.next_step, "give it its own volume back");
}

TEST(CountPartitions, OfTheClusterAndOfEachBroker) {
    const auto view = cluster_of(
        3, 1, {{"a", 2, {{{0, 1, 2}, {0}}}}, {"b", 2, {{{0, 1}, {}}, {{2, 1, 0}, {2, 1, 0}}}}});
    const auto all = count_partitions(view);
    EXPECT_EQ(all.total, 3U);
    EXPECT_EQ(all.offline, 1U);
    EXPECT_EQ(all.under_min_isr, 2U);
    EXPECT_EQ(all.under_replicated, 2U);
    const auto each = count_by_broker(view);
    EXPECT_EQ(each[0].replicas.total, 3U);
    EXPECT_EQ(each[0].leaders, 1U);
    EXPECT_EQ(each[2].replicas.total, 2U);
    EXPECT_EQ(each[2].replicas.under_replicated, 1U);
}

}  // namespace
}  // namespace ballast::coordinator
