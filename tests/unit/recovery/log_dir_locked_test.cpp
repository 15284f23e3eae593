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
using ::testing::StartsWith;

StartFacts locked_by(OtherProcess holder) {
    auto facts = test::broker_with_data();
    facts.dirs.front().lock_holder = std::move(holder);
    return facts;
}

TEST(LogDirLocked, ByAStrangerIsHeldWithItsPidAndCommand) {
    const auto verdict =
        decide_start(locked_by({.process = {.pid = 4711, .start_ticks = 9},
                                .command_line = "java kafka.Kafka /x.properties"}));
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
    EXPECT_EQ(verdict->finding.code, "LOG_DIR_LOCKED");
    EXPECT_EQ(verdict->finding.reason,
              "/data is in use by process 4711: java kafka.Kafka /x.properties");
    EXPECT_THAT(verdict->finding.next_step,
                AllOf(HasSubstr("kill -TERM 4711"), HasSubstr("by itself")));
    EXPECT_EQ(verdict->look_again, 2s);
    EXPECT_FALSE(verdict->action);
}

TEST(LogDirLocked, ByAnUnseenProcessSaysWhereToLook) {
    const auto verdict = kLogDirLocked.before_start(locked_by({}));
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
    EXPECT_THAT(verdict->finding.reason, HasSubstr("another container"));
}

TEST(LogDirLocked, ByAJvmOfThisNodeOrOneThatEndsIsWaitedFor) {
    for (const auto& holder :
         {OtherProcess{.process = {.pid = 4711, .start_ticks = 9}, .own_jvm = true},
          OtherProcess{.process = {.pid = 4711, .start_ticks = 0}}}) {
        const auto verdict = kLogDirLocked.before_start(locked_by(holder));
        ASSERT_TRUE(verdict);
        EXPECT_EQ(verdict->step, StartStep::wait);
        EXPECT_EQ(verdict->look_again, 1s);
        EXPECT_THAT(verdict->finding.reason, HasSubstr("process 4711"));
    }
}

TEST(LogDirLocked, AStrangerInAnotherDirDecides) {
    auto facts = locked_by({.process = {.pid = 1, .start_ticks = 1}, .own_jvm = true});
    facts.dirs.push_back({.path = "/disk2",
                          .lock_holder = OtherProcess{.process = {.pid = 4711, .start_ticks = 9}}});
    const auto verdict = kLogDirLocked.before_start(facts);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
    EXPECT_EQ(verdict->finding.reason, "/disk2 is in use by process 4711");
}

TEST(LogDirLocked, IsNothingWithoutAHolder) {
    EXPECT_FALSE(kLogDirLocked.before_start(test::broker_with_data()));
}

TEST(LogDirLocked, IsSeenInARealBrokersLastWords) {
    const auto verdict = explain_exit(test::ended(Role::kafka, 1, "broker_lock.log"));
    EXPECT_EQ(verdict.finding.code, "LOG_DIR_LOCKED");
    EXPECT_EQ(verdict.after, AfterExit::restart);
    EXPECT_THAT(
        verdict.finding.reason,
        StartsWith("Failed to acquire lock on file .lock in /srv/demo/kafka-0/volume/data"));
}

}  // namespace
}  // namespace ballast::agent
