#include "agent/node/restart_policy.hpp"

#include <gtest/gtest.h>

namespace ballast::agent {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(RestartPolicy, DelaysDoubleWithinTheirUpperHalf) {
    RestartPolicy policy({}, "boot");
    const SteadyTime start{std::chrono::hours{1}};
    EXPECT_EQ(policy.on_end(start, 0.0, false).delay, milliseconds{500});
    EXPECT_EQ(policy.on_end(start + seconds{1}, 0.0, false).delay, milliseconds{1000});
    EXPECT_EQ(policy.on_end(start + seconds{2}, 0.5, false).delay, milliseconds{3000});
    EXPECT_EQ(policy.on_end(start + seconds{3}, 0.0, false).delay, milliseconds{4000});
}

TEST(RestartPolicy, HoldsOnTheFifthEndInTheWindow) {
    RestartPolicy policy({}, "boot");
    const SteadyTime start{std::chrono::hours{1}};
    for (int i = 0; i < 4; ++i) {
        EXPECT_FALSE(policy.on_end(start + seconds{i}, 0.0, false).hold);
    }
    const auto verdict = policy.on_end(start + seconds{4}, 0.0, false);
    EXPECT_TRUE(verdict.hold);
    EXPECT_EQ(verdict.ends, 5U);
}

TEST(RestartPolicy, EndsOutsideTheWindowAreForgotten) {
    RestartPolicy policy({}, "boot");
    const SteadyTime start{std::chrono::hours{1}};
    for (int i = 0; i < 4; ++i) {
        policy.on_end(start, 0.0, false);
    }
    const auto verdict = policy.on_end(start + seconds{301}, 0.0, false);
    EXPECT_FALSE(verdict.hold);
    EXPECT_EQ(verdict.delay, milliseconds{500});
}

TEST(RestartPolicy, TheDelayHasACeiling) {
    RestartPolicy policy({}, "boot", {.most_ends = 100});
    RestartPolicy::Verdict verdict;
    for (int i = 0; i < 50; ++i) {
        verdict = policy.on_end(SteadyTime{std::chrono::hours{1}}, 0.999, false);
    }
    EXPECT_LE(verdict.delay, policy.budget().longest_delay);
    EXPECT_GT(verdict.delay, milliseconds{59'000});
}

TEST(RestartPolicy, ForgivenessStartsAnew) {
    RestartPolicy policy({}, "boot");
    for (int i = 0; i < 5; ++i) {
        policy.on_end(SteadyTime{std::chrono::hours{1}}, 0.0, false);
    }
    policy.forgive();
    EXPECT_FALSE(policy.on_end(SteadyTime{std::chrono::hours{1}}, 0.0, false).hold);
}

}  // namespace
}  // namespace ballast::agent
