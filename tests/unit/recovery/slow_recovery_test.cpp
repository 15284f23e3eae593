#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/all_conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(SlowRecovery, IsAWarningThatForbidsToStopIt) {
    const auto finding =
        kSlowRecovery.while_running({.pid = 4711, .recovering = true, .no_progress = 20min});
    ASSERT_TRUE(finding);
    EXPECT_EQ(finding->code, "SLOW_RECOVERY");
    EXPECT_THAT(finding->reason, HasSubstr("20m"));
    EXPECT_THAT(finding->next_step, AllOf(HasSubstr("do not stop it"), HasSubstr("4711")));
}

TEST(SlowRecovery, IsNoMatterWhileItGetsOnOrDoesNotRecover) {
    EXPECT_FALSE(kSlowRecovery.while_running({.recovering = true, .no_progress = 15min - 1ms}));
    EXPECT_FALSE(kSlowRecovery.while_running({.recovering = false, .no_progress = 1h}));
}

}  // namespace
}  // namespace ballast::agent
