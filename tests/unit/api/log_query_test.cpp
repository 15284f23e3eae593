#include "agent/api/log_query.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ballast::agent {
namespace {

using namespace std::chrono_literals;
using ::testing::StartsWith;
using Members = std::map<std::string, std::string>;

const WallTime kNow = std::chrono::sys_days(std::chrono::year(2026) / 1 / 31) + 9h;

TEST(LogQuery, WithoutMembersAsksForAll) {
    const auto query = parse_log_query({}, kNow);
    ASSERT_TRUE(query);
    EXPECT_FALSE(query->follow);
    EXPECT_FALSE(query->filter.since);
    EXPECT_FALSE(query->filter.level);
    EXPECT_FALSE(query->filter.tail);
    EXPECT_EQ(query->filter.grep, "");
}

TEST(LogQuery, TakesAllMembers) {
    const auto query = parse_log_query(
        {{"since", "5m"}, {"grep", "a|b"}, {"level", "warn"}, {"tail", "10"}, {"follow", "true"}},
        kNow);
    ASSERT_TRUE(query) << query.error().message;
    EXPECT_TRUE(query->follow);
    EXPECT_EQ(query->filter.since, kNow - 5min);
    EXPECT_EQ(query->filter.grep, "a|b");
    EXPECT_EQ(query->filter.level, LogLevel::warn);
    EXPECT_EQ(query->filter.tail, 10U);
}

TEST(LogQuery, SinceIsADurationOrATime) {
    const std::pair<const char*, WallTime> cases[] = {
        {"0s", kNow},
        {"1h30m", kNow - 90min},
        {"36500d", kNow - 36'500 * 24h},
        {"2026-01-31T08:00:00Z", kNow - 1h},
        {"2026-01-31T08:59:59.5Z", kNow - 500ms},
        {"2027-01-31T09:00:00Z", kNow + 365 * 24h},
    };
    for (const auto& [text, time] : cases) {
        const auto query = parse_log_query({{"since", text}}, kNow);
        ASSERT_TRUE(query) << text;
        EXPECT_EQ(query->filter.since, time) << text;
    }
}

TEST(LogQuery, ErrorsNameTheMember) {
    const std::pair<const char*, const char*> cases[] = {
        {"since", ""},
        {"since", "5"},
        {"since", "-5m"},
        {"since", "36501d"},
        {"since", "yesterday"},
        {"since", "2026-01-31"},
        {"since", "2026-01-31T08:00:00"},
        {"since", "2026-02-30T08:00:00Z"},
        {"since", "2026-01-31T08:00:00+01:00"},
        {"since", "9999-01-31T08:00:00Z"},
        {"level", ""},
        {"level", "LOUD"},
        {"level", "Warn "},
        {"tail", ""},
        {"tail", "-1"},
        {"tail", "+1"},
        {"tail", "ten"},
        {"tail", "1.5"},
        {"tail", "99999999999999999999"},
        {"follow", ""},
        {"follow", "1"},
        {"follow", "True"},
    };
    for (const auto& [name, value] : cases) {
        const auto query = parse_log_query({{name, value}}, kNow);
        ASSERT_FALSE(query) << name << "=" << value;
        EXPECT_EQ(query.error().kind, ErrorKind::invalid);
        EXPECT_THAT(query.error().message, StartsWith(std::string(name) + ": ")) << value;
    }
    EXPECT_EQ(parse_log_query({{"nice", "1"}}, kNow).error().message,
              "nice: known are since, grep, level, tail and follow");
}

}  // namespace
}  // namespace ballast::agent
