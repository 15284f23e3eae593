#include "common/clock.hpp"

#include <gtest/gtest.h>

namespace ballast {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using std::chrono::year;

TEST(Clock, WritesRfc3339) {
    const WallTime time = sys_days(year(2026) / 1 / 31) + 9h + 5min + 7s + 89ms;
    EXPECT_EQ(to_rfc3339(time), "2026-01-31T09:05:07Z");
    EXPECT_EQ(to_rfc3339(time, true), "2026-01-31T09:05:07.089Z");
    EXPECT_EQ(to_rfc3339(sys_days(year(1969) / 12 / 31) + 23h + 59min + 59s + 999ms, true),
              "1969-12-31T23:59:59.999Z");
}

TEST(Clock, ReadsRfc3339) {
    EXPECT_EQ(parse_rfc3339("2026-01-31T09:05:07Z"),
              sys_days(year(2026) / 1 / 31) + 9h + 5min + 7s);
    EXPECT_EQ(parse_rfc3339("2024-02-29T00:00:00.5Z"), sys_days(year(2024) / 2 / 29) + 500ms);
    EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:00.123456789Z"),
              WallTime(std::chrono::duration_cast<WallTime::duration>(123'456'789ns)));
}

TEST(Clock, RefusesOtherTimes) {
    for (const char* text : {"",
                             "Z",
                             "2026-01-31",
                             "2026-01-31T09:05:07",
                             "2026-01-31 09:05:07Z",
                             "2026-01-31T09:05:07+01:00",
                             "2026-02-29T00:00:00Z",
                             "2026-13-01T00:00:00Z",
                             "2026-00-01T00:00:00Z",
                             "2026-01-32T00:00:00Z",
                             "2026-01-31T24:00:00Z",
                             "2026-01-31T09:60:00Z",
                             "2026-01-31T09:05:60Z",
                             "2026-01-31T09:05:07.Z",
                             "2026-01-31T09:05:07.1234567890Z",
                             "2026-01-31T09:05:07.x5Z",
                             "2026-01-31T09:05:07zZ",
                             "26-01-31T09:05:07Z",
                             "2026-1-31T09:05:07Z",
                             "+026-01-31T09:05:07Z"}) {
        const auto time = parse_rfc3339(text);
        ASSERT_FALSE(time) << text;
        EXPECT_EQ(time.error().kind, ErrorKind::invalid);
    }
}

// In nanoseconds, 64 bits end in April 2262.
TEST(Clock, RefusesTimesThatWouldOverflow) {
    EXPECT_EQ(to_rfc3339(*parse_rfc3339("2261-12-31T23:59:59.999999999Z"), true),
              "2261-12-31T23:59:59.999Z");
    EXPECT_EQ(to_rfc3339(*parse_rfc3339("1678-01-01T00:00:00Z")), "1678-01-01T00:00:00Z");
    for (const char* text : {"2262-01-01T00:00:00Z", "2263-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
                             "1677-12-31T23:59:59Z", "0000-01-01T00:00:00Z"}) {
        EXPECT_FALSE(parse_rfc3339(text)) << text;
    }
}

TEST(Clock, TheSystemsGoesForward) {
    const SystemClock clock;
    const auto before = clock.steady();
    EXPECT_GE(clock.steady(), before);
    EXPECT_GT(clock.wall(), sys_days(year(2020) / 1 / 1));
}

}  // namespace
}  // namespace ballast
