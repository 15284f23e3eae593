#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr std::int64_t kMebi = 1 << 20;

StartFacts with_free(std::int64_t mebi) {
    auto facts = test::broker_with_data();
    facts.dirs.front().free_bytes = mebi * kMebi;
    facts.dirs.front().total_bytes = 20000 * kMebi;
    facts.needed_free_bytes = 1024 * kMebi;
    return facts;
}

TEST(DiskNearlyFull, BeforeTheStartIsHeldWithTheNumbers) {
    const auto verdict = decide_start(with_free(100));
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
    EXPECT_EQ(verdict->finding.code, "DISK_FULL");
    EXPECT_EQ(verdict->look_again, 10s);
    EXPECT_EQ(verdict->finding.reason,
              "/data has 100 MiB free of 20000 MiB, and 1024 MiB are needed");
    EXPECT_THAT(verdict->finding.next_step, HasSubstr("by itself"));
}

TEST(DiskNearlyFull, GivesTheReserveBackWhereThatSuffices) {
    auto facts = with_free(800);
    facts.reserve_bytes = 256 * kMebi;
    const auto verdict = decide_start(facts);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::act);
    ASSERT_TRUE(verdict->action);
    EXPECT_TRUE(std::holds_alternative<GiveBackReserve>(*verdict->action));
    facts.dirs.front().free_bytes = 700 * kMebi;
    EXPECT_EQ(decide_start(facts)->step, StartStep::hold);
}

TEST(DiskNearlyFull, IsNotMadeOfWhatIsUnknown) {
    auto facts = with_free(0);
    facts.dirs.front().free_bytes = -1;
    EXPECT_FALSE(decide_start(facts));
    EXPECT_FALSE(decide_start(with_free(1024)));
}

TEST(DiskNearlyFull, HoldsAZooKeeperServer) {
    auto facts = test::zookeeper_with_data();
    facts.dirs.front().free_bytes = 0;
    facts.needed_free_bytes = 1024 * kMebi;
    const auto verdict = decide_start(facts);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->finding.code, "DISK_FULL");
    EXPECT_THAT(verdict->finding.next_step, HasSubstr("PurgeTxnLog"));
}

TEST(DiskNearlyFull, WhileItRunsIsAWarning) {
    const RunningFacts facts{.dirs = with_free(900).dirs, .needed_free_bytes = 1024 * kMebi};
    const auto found = kDiskNearlyFull.while_running(facts);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->code, "DISK_NEARLY_FULL");
    EXPECT_THAT(found->reason, HasSubstr("900 MiB free"));
    EXPECT_FALSE(kDiskNearlyFull.while_running(
        {.dirs = with_free(1024).dirs, .needed_free_bytes = 1024 * kMebi}));
}

TEST(DiskNearlyFull, IsTheReasonOfRealBrokersEnds) {
    for (const char* fixture :
         {"broker_disk_full.log", "broker_disk_full_3.7.log", "broker_started_on_full_disk.log"}) {
        const auto verdict = explain_exit(test::ended(Role::kafka, 1, fixture));
        EXPECT_EQ(verdict.finding.code, "DISK_FULL") << fixture;
        EXPECT_EQ(verdict.after, AfterExit::restart);
    }
}

TEST(DiskNearlyFull, IsNotTheReasonOfAnEndThatOnlyFollowedIt) {
    auto facts = test::ended(Role::kafka, 1, "broker_one_dir_full.log");
    EXPECT_FALSE(kDiskNearlyFull.after_exit(facts));
}

}  // namespace
}  // namespace ballast::agent
