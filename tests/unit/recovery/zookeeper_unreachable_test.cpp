#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(ZooKeeperUnreachable, IsExcusedInARealBrokersLastWords) {
    for (const char* fixture : {"broker_no_zookeeper.log", "broker_no_zookeeper_name.log"}) {
        const auto verdict = explain_exit(test::ended(Role::kafka, 1, fixture));
        EXPECT_EQ(verdict.finding.code, "ZOOKEEPER_UNREACHABLE") << fixture;
        EXPECT_EQ(verdict.after, AfterExit::excused);
        EXPECT_EQ(verdict.finding.reason,
                  "ZooKeeper does not answer: Timed out waiting for connection while in state: "
                  "CONNECTING");
    }
}

TEST(ZooKeeperUnreachable, DoesNotExcuseABrokerThatServed) {
    auto facts = test::ended(Role::kafka, 1, "broker_no_zookeeper.log");
    facts.served = true;
    EXPECT_FALSE(kZooKeeperUnreachable.after_exit(facts));
}

TEST(ZooKeeperUnreachable, IsWaitedForAfterSuchAnEnd) {
    auto facts = test::broker_with_data();
    facts.cluster = {.unknown_because = "connection refused"};
    EXPECT_FALSE(decide_start(facts)) << "Kafka may try: only its own end tells that it cannot";
    facts.last_end_code = "ZOOKEEPER_UNREACHABLE";
    const auto verdict = decide_start(facts);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::wait);
    EXPECT_EQ(verdict->look_again, 1s);
    EXPECT_THAT(verdict->finding.reason,
                AllOf(HasSubstr("zookeeper-2 at 127.10.1.2"), HasSubstr("connection refused")));
}

TEST(ZooKeeperUnreachable, IsOverWhenItAnswersAndNothingAtABirth) {
    auto facts = test::broker_with_data();
    facts.last_end_code = "ZOOKEEPER_UNREACHABLE";
    EXPECT_FALSE(decide_start(facts));
    facts.cluster = {};
    facts.identity.birth = true;
    EXPECT_FALSE(decide_start(facts));
}

}  // namespace
}  // namespace ballast::agent
