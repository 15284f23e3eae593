#include "coordinator/plan/roll_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/unit/plan/clusters.hpp"

namespace ballast::coordinator {
namespace {

using test::cluster_of;
using test::codes;
using test::take_down;
using test::TopicOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::vector<std::vector<std::string>> batches(const RollPlan& plan) {
    std::vector<std::vector<std::string>> names;
    for (const auto& batch : plan.batches) {
        EXPECT_FALSE(batch.why.empty());
        EXPECT_GT(batch.expected.count(), 0);
        names.push_back(batch.nodes);
    }
    return names;
}

// Partition i has its replicas on i, i + 1, i + 2: one in each of three racks.
TopicOf striped(int brokers, int partitions, std::int16_t min_isr = 2) {
    TopicOf topic{.name = "t", .min_isr = min_isr, .partitions = {}};
    for (int i = 0; i < partitions; ++i) {
        const std::vector<std::int32_t> replicas{i % brokers, (i + 1) % brokers, (i + 2) % brokers};
        topic.partitions.emplace_back(replicas, replicas);
    }
    return topic;
}

using Names = std::vector<std::string>;

TEST(PlanRoll, ThreeBrokersGoOneByOneAndTheControllerLast) {
    auto view = cluster_of(3, 3, {striped(3, 6)});
    view.kafka.controller = 1;
    const auto plan = plan_roll(view, {});
    EXPECT_THAT(batches(plan),
                ElementsAre(Names{"zookeeper-1"}, Names{"zookeeper-2"}, Names{"zookeeper-3"},
                            Names{"kafka-0"}, Names{"kafka-2"}, Names{"kafka-1"}));
    EXPECT_EQ(plan.last, "kafka-1");
    EXPECT_THAT(plan.refused, IsEmpty());
    EXPECT_THAT(plan.batches[2].why, HasSubstr("the leader"));
    EXPECT_GT(plan.expected.count(), 60);
}

TEST(PlanRoll, RacksGoTogether) {
    const auto plan =
        plan_roll(cluster_of(9, 3, {striped(9, 90)}, {"a", "b", "c"}), {.role = RollRole::kafka});
    EXPECT_THAT(batches(plan), ElementsAre(Names{"kafka-1", "kafka-4", "kafka-7"},
                                           Names{"kafka-2", "kafka-5", "kafka-8"},
                                           Names{"kafka-3", "kafka-6", "kafka-0"}));
    EXPECT_THAT(plan.batches[0].why, HasSubstr("3 brokers of rack b"));
}

TEST(PlanRoll, NoMoreAtOnceThanAsked) {
    const auto view = cluster_of(9, 3, {striped(9, 90)}, {"a", "b", "c"});
    EXPECT_EQ(plan_roll(view, {.role = RollRole::kafka, .max_parallel = 2}).batches.size(), 6U);
    EXPECT_EQ(plan_roll(view, {.role = RollRole::kafka, .max_parallel = 1}).batches.size(), 9U);
}

TEST(PlanRoll, MoreSlackIsUsedAndSpareFailuresAreKept) {
    // All four have every partition: pairs can go with min ISR 2, no pair with one to spare.
    TopicOf topic{.name = "t", .min_isr = 2, .partitions = {}};
    for (int i = 0; i < 8; ++i) {
        topic.partitions.push_back({{0, 1, 2, 3}, {0, 1, 2, 3}});
    }
    auto view = cluster_of(4, 3, {topic});
    EXPECT_EQ(plan_roll(view, {.role = RollRole::kafka}).batches.size(), 3U)
        << "kafka-0 leads everything: it goes alone, lest one of two survivors does";
    for (int i = 0; i < 8; ++i) {
        auto& replicas = topic.partitions[static_cast<std::size_t>(i)];
        std::ranges::rotate(replicas.first, replicas.first.begin() + i % 4);
        replicas.second = replicas.first;
    }
    view = cluster_of(4, 3, {topic});
    EXPECT_EQ(plan_roll(view, {.role = RollRole::kafka}).batches.size(), 2U);
    EXPECT_EQ(plan_roll(view, {.role = RollRole::kafka, .spare = 1}).batches.size(), 4U);
    EXPECT_THAT(codes(plan_roll(view, {.role = RollRole::kafka, .spare = 2}).refused),
                Each("SPARE_NOT_KEPT"));
}

TEST(PlanRoll, BrokersOfPartitionsThatSpareNothingAreRefused) {
    const auto view = cluster_of(
        3, 3, {striped(3, 3), {"single", 1, {{{1}, {1}}}}, {"pair", 2, {{{1, 2}, {1, 2}}}}});
    auto plan = plan_roll(view, {.role = RollRole::kafka});
    EXPECT_THAT(batches(plan), ElementsAre(Names{"kafka-0"}));
    EXPECT_THAT(codes(plan.refused),
                UnorderedElementsAre("RF_ONE", "RF_AT_MIN_ISR", "RF_AT_MIN_ISR"));
    EXPECT_EQ(plan.refused[0].node, "kafka-1");

    plan = plan_roll(view, {.role = RollRole::kafka, .allow_unavailable = true});
    EXPECT_EQ(plan.batches.size(), 3U);
    EXPECT_THAT(plan.refused, IsEmpty());
    EXPECT_THAT(codes(plan.costs),
                UnorderedElementsAre("RF_ONE", "RF_AT_MIN_ISR", "RF_AT_MIN_ISR"));
}

TEST(PlanRoll, NothingGoesWhileABrokerOrAServerIsDown) {
    auto view = cluster_of(3, 3, {striped(3, 3)});
    take_down(view, "kafka-2");
    auto plan = plan_roll(view, {.role = RollRole::kafka});
    EXPECT_THAT(batches(plan), ElementsAre(Names{"kafka-2"})) << "it is down already";
    EXPECT_THAT(codes(plan.refused), ElementsAre("UNDER_MIN_ISR", "UNDER_MIN_ISR"));
    plan = plan_roll(view, {.role = RollRole::zookeeper});
    EXPECT_THAT(plan.batches, IsEmpty());
    EXPECT_THAT(codes(plan.refused), Each("BROKERS_AND_ZOOKEEPER_TOGETHER"));

    view = cluster_of(3, 3, {striped(3, 3)});
    take_down(view, "zookeeper-1");
    plan = plan_roll(view, {.role = RollRole::kafka});
    EXPECT_THAT(plan.batches, IsEmpty());
    EXPECT_THAT(codes(plan.refused), Each("ZOOKEEPER_NO_SPARE"));
}

TEST(PlanRoll, UnknownFactsRefuse) {
    auto view = cluster_of(3, 3, {striped(3, 3)});
    view.kafka.taken.reset();
    EXPECT_THAT(codes(plan_roll(view, {.role = RollRole::kafka}).refused), Each("NO_SNAPSHOT"));

    view = cluster_of(3, 3, {striped(3, 3)});
    test::node(view, "kafka-2").heard.reset();
    const auto plan = plan_roll(view, {.role = RollRole::kafka});
    EXPECT_THAT(plan.batches, IsEmpty());
    EXPECT_THAT(codes(plan.refused), Contains("NODE_SILENT"));
    EXPECT_THAT(codes(plan_roll(view, {.nodes = {"kafka-9"}}).refused),
                ElementsAre("NO_SUCH_NODE"));
}

TEST(PlanRoll, OnlyTheNodesAskedFor) {
    const auto view = cluster_of(3, 3, {striped(3, 3)});
    EXPECT_THAT(batches(plan_roll(view, {.nodes = {"kafka-2", "zookeeper-3"}})),
                ElementsAre(Names{"zookeeper-3"}, Names{"kafka-2"}));
    EXPECT_THAT(batches(plan_roll(view, {.role = RollRole::kafka, .nodes = {"zookeeper-3"}})),
                IsEmpty());
}

TEST(PlanRoll, BrokersWithoutReplicasGoTogether) {
    EXPECT_EQ(plan_roll(cluster_of(5, 3, {}), {.role = RollRole::kafka}).batches.size(), 1U);
}

}  // namespace
}  // namespace ballast::coordinator
