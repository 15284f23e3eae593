#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(ClusterIdMismatch, NamesBothClusters) {
    auto facts = test::broker_with_data();
    facts.dirs.front().meta->cluster_id = "9xQ";
    const auto verdict = decide_start(facts);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
    EXPECT_EQ(verdict->finding.code, "CLUSTER_ID_MISMATCH");
    EXPECT_EQ(verdict->look_again, 10s);
    EXPECT_EQ(verdict->finding.reason,
              "the volume belongs to cluster 9xQ, this cluster is w4F (/data)");
    EXPECT_THAT(verdict->finding.next_step, HasSubstr("kafka-0"));
}

TEST(ClusterIdMismatch, OfAZooKeeperThatKnowsNoClusterSaysThatItLostItsData) {
    auto facts = test::broker_with_data();
    facts.cluster.cluster_id.clear();
    const auto verdict = decide_start(facts);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
    EXPECT_EQ(verdict->finding.code, "CLUSTER_ID_MISMATCH");
    EXPECT_THAT(verdict->finding.reason, HasSubstr("ZooKeeper has lost its data"));
    EXPECT_THAT(verdict->finding.next_step, HasSubstr("start no broker"));
}

TEST(ClusterIdMismatch, IsNotAssumedOfAZooKeeperThatDoesNotAnswer) {
    auto facts = test::broker_with_data();
    facts.cluster = {.unknown_because = "connection refused"};
    EXPECT_FALSE(decide_start(facts));
}

TEST(ClusterIdMismatch, StaysHeldWhileItCannotBeAskedAfterSuchAnEnd) {
    auto facts = test::broker_with_data();
    facts.cluster = {.unknown_because = "connection refused"};
    facts.last_end_code = "CLUSTER_ID_MISMATCH";
    const auto verdict = decide_start(facts);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
    EXPECT_EQ(verdict->look_again, 10s);
    EXPECT_THAT(verdict->finding.reason, HasSubstr("connection refused"));
}

TEST(ClusterIdMismatch, IsOverWhenTheIdsAreTheSameAgain) {
    auto facts = test::broker_with_data();
    facts.last_end_code = "CLUSTER_ID_MISMATCH";
    EXPECT_FALSE(decide_start(facts));
}

TEST(ClusterIdMismatch, IsNothingAtABirth) {
    auto facts = test::broker_with_data();
    facts.identity.birth = true;
    facts.cluster.cluster_id.clear();
    EXPECT_FALSE(decide_start(facts));
}

TEST(ClusterIdMismatch, IsSeenInTheLastWordsOfNewAndOldKafkas) {
    for (const char* fixture : {"broker_cluster_id.log", "broker_cluster_id_3.6.log"}) {
        const auto verdict = explain_exit(test::ended(Role::kafka, 1, fixture));
        EXPECT_EQ(verdict.finding.code, "CLUSTER_ID_MISMATCH") << fixture;
        EXPECT_EQ(verdict.after, AfterExit::restart);
        EXPECT_THAT(verdict.finding.reason, AllOf(HasSubstr("hzPZGg8uSZirilez2P4wiQ"),
                                                  HasSubstr("AAAAAAAASZirilez2P4wiQ")));
    }
}

}  // namespace
}  // namespace ballast::agent
