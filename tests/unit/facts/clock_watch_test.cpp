#include "agent/facts/clock_watch.hpp"

#include <gtest/gtest.h>

namespace ballast::agent {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class ClockWatchTest : public ::testing::Test {
  protected:
    ClockWatch watch_;
    SteadyTime steady_{seconds{5000}};
    WallTime wall_ = *parse_rfc3339("2026-01-31T09:00:00Z");

    // Both go on; the wall clock goes `jump` further.
    milliseconds after(seconds passed, milliseconds jump = {}) {
        steady_ += passed;
        wall_ += passed + jump;
        return watch_.update(steady_, wall_);
    }
};

TEST_F(ClockWatchTest, TheFirstLookIsNoJump) {
    EXPECT_EQ(after(seconds{0}), seconds{0});
}

TEST_F(ClockWatchTest, LessThanASecondIsForgiven) {
    after(seconds{0});
    for (int look = 0; look < 100; ++look) {
        EXPECT_EQ(after(seconds{1}, milliseconds{999}), seconds{0});
        EXPECT_EQ(after(seconds{1}, milliseconds{-999}), seconds{0});
    }
}

TEST_F(ClockWatchTest, AJumpIsReportedForTenMinutes) {
    for (const auto jump : {seconds{3600}, seconds{-3600}}) {
        after(seconds{0});
        EXPECT_EQ(after(seconds{1}, jump), jump);
        EXPECT_EQ(after(minutes{9}), jump);
        EXPECT_EQ(after(seconds{59}), jump);
        EXPECT_EQ(after(seconds{1}), seconds{0});
    }
}

TEST_F(ClockWatchTest, TheLargestCountsAndTheLaterOfEqualOnes) {
    after(seconds{0});
    EXPECT_EQ(after(seconds{1}, seconds{60}), seconds{60});
    EXPECT_EQ(after(seconds{1}, seconds{-2}), seconds{60});
    EXPECT_EQ(after(minutes{9}, seconds{-60}), seconds{-60});
    EXPECT_EQ(after(minutes{9}), seconds{-60});
    EXPECT_EQ(after(minutes{1}, seconds{2}), seconds{2});
}

}  // namespace
}  // namespace ballast::agent
