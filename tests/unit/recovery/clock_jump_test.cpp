#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/all_conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(ClockJump, IsSaidInBothDirections) {
    const auto forward = kClockJump.while_running({.clock_jump = 1h});
    ASSERT_TRUE(forward);
    EXPECT_EQ(forward->code, "CLOCK_JUMP");
    EXPECT_THAT(forward->reason, AllOf(HasSubstr("forward by 1h"), HasSubstr("too early")));
    const auto back = kClockJump.while_running({.clock_jump = -5s});
    ASSERT_TRUE(back);
    EXPECT_THAT(back->reason, AllOf(HasSubstr("back by 5s"), HasSubstr("stays longer")));
    const auto zookeeper = kClockJump.while_running({.role = Role::zookeeper, .clock_jump = 1h});
    ASSERT_TRUE(zookeeper);
    EXPECT_THAT(zookeeper->reason, HasSubstr("steady clock"));
}

TEST(ClockJump, IsNoMatterBelowFiveSeconds) {
    for (const auto jump : {0ms, 4999ms, -4999ms}) {
        EXPECT_FALSE(kClockJump.while_running({.clock_jump = jump}));
    }
}

}  // namespace
}  // namespace ballast::agent
