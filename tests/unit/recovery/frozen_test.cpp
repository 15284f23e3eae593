#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/all_conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(Frozen, ByASignalIsSaidAtOnce) {
    const auto finding = kFrozen.while_running({.pid = 4711, .stopped_by_signal = true});
    ASSERT_TRUE(finding);
    EXPECT_EQ(finding->code, "FROZEN");
    EXPECT_THAT(finding->reason, HasSubstr("stopped by a signal"));
    EXPECT_EQ(finding->next_step, "kill -CONT 4711");
}

TEST(Frozen, OnItsDiskNamesTheDisk) {
    const auto finding =
        kFrozen.while_running({.pid = 4711, .unanswered = 30s, .cpu_idle = 20s, .disk_wait = 20s});
    ASSERT_TRUE(finding);
    EXPECT_THAT(finding->reason, AllOf(HasSubstr("no answer for 30s"), HasSubstr("disk for 20s")));
    EXPECT_THAT(finding->next_step, HasSubstr("do not kill"));
}

TEST(Frozen, WithoutUseOfTheCpuNamesThat) {
    const auto finding = kFrozen.while_running({.pid = 4711, .unanswered = 10s, .cpu_idle = 10s});
    ASSERT_TRUE(finding);
    EXPECT_THAT(finding->reason, HasSubstr("no CPU for 10s"));
    EXPECT_THAT(finding->next_step, HasSubstr("kill -QUIT 4711"));
}

TEST(Frozen, IsNotSaidOfASlowJvm) {
    EXPECT_FALSE(kFrozen.while_running({.unanswered = 5min}));
    EXPECT_FALSE(kFrozen.while_running({.unanswered = 5min, .cpu_idle = 9999ms}));
    EXPECT_FALSE(kFrozen.while_running({.unanswered = 5min, .disk_wait = 9s}));
}

TEST(Frozen, IsNotSaidOfAJvmThatAnswers) {
    EXPECT_FALSE(kFrozen.while_running({.cpu_idle = 1h, .disk_wait = 1h}));
    EXPECT_FALSE(kFrozen.while_running({.unanswered = 9999ms, .cpu_idle = 1h}));
}

}  // namespace
}  // namespace ballast::agent
