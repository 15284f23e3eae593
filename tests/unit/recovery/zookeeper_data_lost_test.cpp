#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/all_conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

StartFacts without_data() {
    auto facts = test::zookeeper_with_data();
    facts.dirs.front().empty = true;
    return facts;
}

TEST(ZooKeeperDataLost, StartsWhereTheOthersHaveAQuorum) {
    auto facts = without_data();
    test::let_others_serve(facts);
    EXPECT_FALSE(kZooKeeperDataLost.before_start(facts));
}

TEST(ZooKeeperDataLost, IsHeldWhileFewerThanAQuorumServe) {
    auto facts = without_data();
    facts.ensemble.others.front() = {.id = 2, .address = "127.10.1.2", .serving = true};
    const auto verdict = kZooKeeperDataLost.before_start(facts);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
    EXPECT_EQ(verdict->look_again, 1s);
    EXPECT_FALSE(verdict->action);
    EXPECT_EQ(verdict->finding.code, "ZOOKEEPER_DATA_LOST");
    EXPECT_THAT(verdict->finding.reason,
                AllOf(HasSubstr("/data/version-2 is empty"), HasSubstr("1 of the 2 servers"),
                      HasSubstr("zookeeper-2 serves"),
                      HasSubstr("zookeeper-3 at 127.10.1.3: connection refused")));
    EXPECT_THAT(verdict->finding.next_step,
                AllOf(HasSubstr("start the other servers"), HasSubstr("majority")));
}

TEST(ZooKeeperDataLost, NeedsALeaderAmongTheOthers) {
    auto facts = without_data();
    test::let_others_serve(facts);
    facts.ensemble.others.back().leader = false;
    EXPECT_TRUE(kZooKeeperDataLost.before_start(facts));
}

TEST(ZooKeeperDataLost, OfTheOnlyServerAsksForABackup) {
    auto facts = without_data();
    facts.ensemble.others.clear();
    const auto verdict = kZooKeeperDataLost.before_start(facts);
    ASSERT_TRUE(verdict);
    EXPECT_THAT(verdict->finding.reason, HasSubstr("only server of its ensemble"));
    EXPECT_THAT(verdict->finding.next_step,
                AllOf(HasSubstr("backup"), Not(HasSubstr("other servers"))));
}

TEST(ZooKeeperDataLost, IsNoMatterAtABirthNorWithDataNorOfABroker) {
    auto birth = without_data();
    birth.identity.birth = true;
    EXPECT_FALSE(kZooKeeperDataLost.before_start(birth));
    EXPECT_FALSE(kZooKeeperDataLost.before_start(test::zookeeper_with_data()));
    auto broker = without_data();
    broker.identity.role = Role::kafka;
    EXPECT_FALSE(kZooKeeperDataLost.before_start(broker));
}

}  // namespace
}  // namespace ballast::agent
