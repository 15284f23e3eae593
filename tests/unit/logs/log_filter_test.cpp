#include "agent/logs/log_filter.hpp"

#include <gtest/gtest.h>

#include "agent/logs/log_follower.hpp"
#include "tests/unit/logs/log_test_support.hpp"

namespace ballast::agent {
namespace {

bool matches(const LogFilter& filter, const LogEntry& entry) {
    return LogMatcher::make(filter)->matches(entry);
}

TEST(LogMatcher, LetsEverythingThroughByDefault) {
    EXPECT_TRUE(matches({}, test::entry(0, "x")));
}

TEST(LogMatcher, TakesTheLevelAndAbove) {
    const LogFilter filter{.since = {}, .level = LogLevel::warn, .grep = {}, .tail = {}};
    EXPECT_FALSE(matches(filter, test::entry(0, "x", LogLevel::info)));
    EXPECT_TRUE(matches(filter, test::entry(0, "x", LogLevel::warn)));
    EXPECT_TRUE(matches(filter, test::entry(0, "x", LogLevel::fatal)));
}

TEST(LogMatcher, TakesEntriesSinceATimeInclusive) {
    const LogFilter filter{.since = test::entry(5, "").time, .level = {}, .grep = {}, .tail = {}};
    EXPECT_FALSE(matches(filter, test::entry(4, "x")));
    EXPECT_TRUE(matches(filter, test::entry(5, "x")));
}

TEST(LogMatcher, GrepsMessageLoggerAndStack) {
    LogEntry entry = test::entry(0, "Loaded 15 logs");
    entry.stack = "java.io.IOException: no";
    for (const auto* grep : {"Loaded \\d+ logs", "^Loaded", "KafkaServer$", "IOException",
                             "(?i)loaded", "15(?= logs)"}) {
        EXPECT_TRUE(matches({.since = {}, .level = {}, .grep = grep, .tail = {}}, entry)) << grep;
    }
    EXPECT_FALSE(matches({.since = {}, .level = {}, .grep = "absent", .tail = {}}, entry));
}

TEST(LogMatcher, GrepsTheValuesOfFields) {
    LogEntry entry = test::entry(0, "9092 is taken");
    entry.fields = {{"code", "PORT_TAKEN"}, {"by", "alice"}};
    for (const auto* grep : {"PORT_TAKEN", "^alice$", "taken"}) {
        EXPECT_TRUE(matches({.since = {}, .level = {}, .grep = grep, .tail = {}}, entry)) << grep;
    }
    for (const auto* grep : {"code", "bob"}) {
        EXPECT_FALSE(matches({.since = {}, .level = {}, .grep = grep, .tail = {}}, entry)) << grep;
    }
}

TEST(LogMatcher, RefusesABadExpression) {
    for (const auto& grep : {std::string("("), std::string("[a"), std::string("*"),
                             std::string(kMaxGrepLength + 1, 'a')}) {
        const auto matcher = LogMatcher::make({.since = {}, .level = {}, .grep = grep, .tail = {}});
        ASSERT_FALSE(matcher) << grep;
        EXPECT_EQ(matcher.error().kind, ErrorKind::invalid);
    }
}

TEST(LogMatcher, RefusesATailThatIsTooLong) {
    EXPECT_FALSE(LogMatcher::make({.since = {}, .level = {}, .grep = {}, .tail = kMaxTail + 1}));
    EXPECT_TRUE(LogMatcher::make({.since = {}, .level = {}, .grep = {}, .tail = kMaxTail}));
}

TEST(LogMatcher, GivesUpOnACostlyExpression) {
    const LogFilter filter{.since = {}, .level = {}, .grep = "(a+)+(b+)+c", .tail = {}};
    EXPECT_FALSE(matches(filter, test::entry(0, std::string(60'000, 'a'))));
}

TEST(LogFollower, QueuesWhatMatchesAndWakesOnce) {
    LogFollower follower(
        LogMatcher::make({.since = {}, .level = LogLevel::warn, .grep = {}, .tail = {}}).value());
    int wakes = 0;
    follower.on_ready([&wakes] { ++wakes; });
    follower.push(test::entry(0, "info"));
    EXPECT_EQ(wakes, 0);
    follower.push(test::entry(1, "one", LogLevel::error));
    follower.push(test::entry(2, "two", LogLevel::error));
    EXPECT_EQ(wakes, 1);
    EXPECT_EQ(follower.pop()->message, "one");
    EXPECT_EQ(follower.pop()->message, "two");
    EXPECT_FALSE(follower.pop());
    follower.push(test::entry(3, "three", LogLevel::error));
    EXPECT_EQ(wakes, 2);
}

TEST(LogFollower, DropsAndCountsForASlowReader) {
    LogFollower follower(LogMatcher::make({}).value());
    for (std::size_t i = 0; i < LogFollower::kMaxEntries + 5; ++i) {
        follower.push(test::entry(0, "x"));
    }
    EXPECT_EQ(follower.take_dropped(), 5U);
    EXPECT_EQ(follower.take_dropped(), 0U);
    while (follower.pop()) {
    }
    const std::string large(256U << 10U, 'x');
    for (int i = 0; i < 20; ++i) {
        follower.push(test::entry(0, large));
    }
    EXPECT_EQ(follower.take_dropped(), 5U);  // 15 of them fill the 4 MiB
}

}  // namespace
}  // namespace ballast::agent
