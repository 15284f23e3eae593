#include "common/units.hpp"

#include <gtest/gtest.h>

namespace ballast {
namespace {

using namespace std::chrono_literals;

TEST(Units, ReadsSizes) {
    const std::pair<const char*, std::int64_t> cases[] = {
        {"0", 0},           {"1048576", 1 << 20}, {"512Mi", 512 << 20},  {"1Gi", 1 << 30},
        {"2Ti", 2LL << 40}, {"64k", 64 << 10},    {"64m", 64 << 20},     {"4g", 4LL << 30},
        {"1K", 1000},       {"5M", 5'000'000},    {"3G", 3'000'000'000}, {"7B", 7},
        {"1Ki", 1024},
    };
    for (const auto& [text, bytes] : cases) {
        ASSERT_TRUE(parse_size(text)) << text;
        EXPECT_EQ(*parse_size(text), bytes) << text;
    }
}

TEST(Units, RefusesWhatIsNoSize) {
    for (const char* text : {"", "Mi", "-1Gi", "+1", "1.5Gi", "1 Gi", "512MiB", "1gi", "0x10",
                             "1e3", "9223372036854775808", "9007199254740992Ki", "8388608Ti"}) {
        const auto size = parse_size(text);
        ASSERT_FALSE(size) << text;
        EXPECT_EQ(size.error().kind, ErrorKind::invalid);
    }
}

TEST(Units, WritesSizesExactly) {
    EXPECT_EQ(format_size(0), "0");
    EXPECT_EQ(format_size(1000), "1000");
    EXPECT_EQ(format_size(1024), "1Ki");
    EXPECT_EQ(format_size(512 << 20), "512Mi");
    EXPECT_EQ(format_size(1536LL << 20), "1536Mi");
    EXPECT_EQ(format_size(2LL << 40), "2Ti");
}

TEST(Units, ReadsDurations) {
    const std::pair<const char*, std::chrono::milliseconds> cases[] = {
        {"250ms", 250ms}, {"5s", 5s},       {"10m", 10min},       {"2h", 2h},
        {"1d", 24h},      {"1h30m", 90min}, {"1m500ms", 60500ms}, {"0s", 0ms},
    };
    for (const auto& [text, duration] : cases) {
        ASSERT_TRUE(parse_duration(text)) << text;
        EXPECT_EQ(*parse_duration(text), duration) << text;
    }
}

TEST(Units, RefusesWhatIsNoDuration) {
    for (const char* text : {"", "5", "s", "5x", "-5s", "5 s", "1h30", "5S", "1.5h",
                             "99999999999999999999s", "9223372036854775807d"}) {
        EXPECT_FALSE(parse_duration(text)) << text;
    }
}

TEST(Units, WritesDurationsForPeople) {
    EXPECT_EQ(format_duration(0ms), "0s");
    EXPECT_EQ(format_duration(59'999ms), "59s");
    EXPECT_EQ(format_duration(250s), "4m10s");
    EXPECT_EQ(format_duration(2h + 5min), "2h5m");
    EXPECT_EQ(format_duration(51h), "2d3h");
}

}  // namespace
}  // namespace ballast
