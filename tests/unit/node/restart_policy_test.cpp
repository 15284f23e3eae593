#include "agent/node/restart_policy.hpp"

#include <gtest/gtest.h>

namespace ballast::agent {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(RestartPolicy, DelaysDoubleWithinTheirUpperHalf) {
    RestartPolicy policy;
    const SteadyTime start{};
    EXPECT_EQ(policy.on_exit(start, 0.0).delay, milliseconds{500});
    EXPECT_EQ(policy.on_exit(start + seconds{1}, 0.0).delay, milliseconds{1000});
    EXPECT_EQ(policy.on_exit(start + seconds{2}, 0.5).delay, milliseconds{3000});
    EXPECT_EQ(policy.on_exit(start + seconds{3}, 0.0).delay, milliseconds{4000});
}

TEST(RestartPolicy, HoldsOnTheFifthEndInTheWindow) {
    RestartPolicy policy;
    const SteadyTime start{};
    for (int i = 0; i < 4; ++i) {
        EXPECT_FALSE(policy.on_exit(start + seconds{i}, 0.0).hold);
    }
    const auto verdict = policy.on_exit(start + seconds{4}, 0.0);
    EXPECT_TRUE(verdict.hold);
    EXPECT_EQ(verdict.exits, 5U);
}

TEST(RestartPolicy, EndsOutsideTheWindowAreForgotten) {
    RestartPolicy policy;
    const SteadyTime start{};
    for (int i = 0; i < 4; ++i) {
        policy.on_exit(start, 0.0);
    }
    const auto verdict = policy.on_exit(start + seconds{301}, 0.0);
    EXPECT_FALSE(verdict.hold);
    EXPECT_EQ(verdict.delay, milliseconds{500});
}

TEST(RestartPolicy, TheDelayHasACeiling) {
    RestartPolicy policy({.most_exits = 100});
    RestartPolicy::Verdict verdict;
    for (int i = 0; i < 50; ++i) {
        verdict = policy.on_exit(SteadyTime{}, 0.999);
    }
    EXPECT_LE(verdict.delay, policy.budget().longest_delay);
    EXPECT_GT(verdict.delay, milliseconds{59'000});
}

TEST(RestartPolicy, ForgivenessStartsAnew) {
    RestartPolicy policy;
    for (int i = 0; i < 5; ++i) {
        policy.on_exit(SteadyTime{}, 0.0);
    }
    policy.forgive();
    EXPECT_FALSE(policy.on_exit(SteadyTime{}, 0.0).hold);
}

}  // namespace
}  // namespace ballast::agent
