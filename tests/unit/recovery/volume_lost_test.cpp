#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

StartFacts empty_volume() {
    auto facts = test::broker_with_data();
    facts.dirs = {{.path = "/data"}, {.path = "/disk2"}};
    return facts;
}

TEST(VolumeLost, OfTheOnlyInSyncReplicaIsHeldWithThePartitions) {
    auto facts = empty_volume();
    facts.cluster.replicas = 30;
    facts.cluster.sole_in_sync = 5;
    facts.cluster.sole_names = {"orders-3", "orders-4"};
    const auto verdict = decide_start(facts);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
    EXPECT_EQ(verdict->finding.code, "VOLUME_LOST");
    EXPECT_EQ(verdict->look_again, 10s);
    EXPECT_THAT(verdict->finding.reason,
                HasSubstr("of 5 partitions (orders-3, orders-4, and 3 more)"));
    EXPECT_THAT(verdict->finding.next_step, HasSubstr("kafka-0"));
}

TEST(VolumeLost, OfOneOfSeveralReplicasMayStart) {
    auto facts = empty_volume();
    facts.cluster.replicas = 30;
    EXPECT_FALSE(decide_start(facts));
}

TEST(VolumeLost, IsHeldWhileItCannotBeAsked) {
    for (const bool known : {false, true}) {
        auto facts = empty_volume();
        facts.cluster.known = known;
        facts.cluster.replicas_known = false;
        facts.cluster.unknown_because = "zookeeper-1: connection refused";
        const auto verdict = decide_start(facts);
        ASSERT_TRUE(verdict);
        EXPECT_EQ(verdict->step, StartStep::hold);
        EXPECT_EQ(verdict->finding.code, "START_GUARD_BLIND");
        EXPECT_EQ(verdict->look_again, 2s);
        EXPECT_THAT(verdict->finding.reason, HasSubstr("connection refused"));
    }
}

TEST(VolumeLost, IsNothingAtABirthOrWithDataInAnyDir) {
    auto facts = empty_volume();
    facts.cluster = {};
    facts.identity.birth = true;
    EXPECT_FALSE(decide_start(facts));
    facts.identity.birth = false;
    facts.dirs.back().empty = false;
    EXPECT_FALSE(decide_start(facts));
}

}  // namespace
}  // namespace ballast::agent
