#include "agent/logs/log_line.hpp"

#include <gtest/gtest.h>

#include "tests/unit/logs/log_test_support.hpp"

namespace ballast::agent {
namespace {

TEST(ParseHead, TakesOurPattern) {
    const auto head =
        parse_head("2026-01-31T09:00:00.123+0000 INFO  kafka.log.LogManager - Loaded - 15 logs");
    ASSERT_TRUE(head);
    EXPECT_EQ(to_rfc3339(head->time, true), "2026-01-31T09:00:00.123Z");
    EXPECT_EQ(head->level, LogLevel::info);
    EXPECT_EQ(head->logger, "kafka.log.LogManager");
    EXPECT_EQ(head->message, "Loaded - 15 logs");
}

TEST(ParseHead, TurnsOtherZonesIntoUtc) {
    EXPECT_EQ(to_rfc3339(parse_head("2026-01-31T01:00:00.000+0530 WARN  a.B - m")->time),
              "2026-01-30T19:30:00Z");
    EXPECT_EQ(to_rfc3339(parse_head("2026-01-31T23:00:00.000-0200 WARN  a.B - m")->time),
              "2026-02-01T01:00:00Z");
}

TEST(ParseHead, TakesAnEmptyMessage) {
    EXPECT_EQ(parse_head("2026-01-31T09:00:00.123+0000 INFO  a.B - ")->message, "");
    EXPECT_EQ(parse_head("2026-01-31T09:00:00.123+0000 INFO  a.B -")->message, "");
}

TEST(ParseHead, RefusesWhatIsNear) {
    for (const auto* line :
         {"", "2026-01-31T09:00:00.123+0000", "2026-01-31T09:00:00.123+0000 ",
          "2026-01-31T09:00:00.123+0000 INFO", "text", "2026-01-31T09:00:00.123+0000 LOUD  a.B - m",
          "2026-01-31T09:00:00.123Z INFO  a.B - m", "2026-13-31T09:00:00.123+0000 INFO  a.B - m",
          "2026-01-31T25:00:00.123+0000 INFO  a.B - m",
          "2026-01-31T09:00:00.123+9900 INFO  a.B - m",
          "2026-01-31T09:00:00.123+0000 INFO  a B - m", "2026-01-31T09:00:00.123+0000 INFO  a.B m",
          "2026-01-31 09:00:00,123 INFO  a.B - m"}) {
        EXPECT_FALSE(parse_head(line)) << line;
    }
}

TEST(ParseLogTime, TakesOnlyWhatTheClockHolds) {
    EXPECT_TRUE(parse_log_time("1970-01-01T00:00:00Z"));
    EXPECT_TRUE(parse_log_time("2261-12-31T23:59:59.999Z"));
    for (const auto* text : {"1969-12-31T23:59:59Z", "2262-01-01T00:00:00Z", "now", ""}) {
        EXPECT_FALSE(parse_log_time(text)) << text;
    }
}

TEST(StackLine, KnowsThrowablesAndFrames) {
    for (const auto* line :
         {"\tat kafka.Kafka.main(Kafka.scala)", "\tat a.B.c(Native Method)", "\t... 12 more",
          "Caused by: java.io.IOException", "\tSuppressed: a.B: x",
          "java.lang.NullPointerException: Cannot invoke", "java.lang.OutOfMemoryError",
          "org.apache.zookeeper.KeeperException$NodeExistsException: KeeperErrorCode"}) {
        EXPECT_TRUE(is_stack_line(line)) << line;
    }
}

TEST(StackLine, LeavesConfigurationAndProseAlone) {
    for (const auto* line : {"\tadvertised.listeners = CLIENTS://127.241.2.1:9092", "", "\t",
                             "at noon (roughly)", "Exception", "the java.io.IOException: came",
                             "\tauthorizer.class.name = ", "... and more"}) {
        EXPECT_FALSE(is_stack_line(line)) << line;
    }
}

TEST(NativeLevel, FollowsTheText) {
    EXPECT_EQ(native_level("OpenJDK 64-Bit Server VM warning: x"), LogLevel::warn);
    EXPECT_EQ(native_level("Error: Could not create the Java Virtual Machine."), LogLevel::error);
    EXPECT_EQ(native_level("Exception in thread \"main\" a.B"), LogLevel::error);
    EXPECT_EQ(native_level("Terminating due to java.lang.OutOfMemoryError: Java heap space"),
              LogLevel::fatal);
    EXPECT_EQ(native_level("# A fatal error has been detected"), LogLevel::fatal);
    EXPECT_EQ(native_level("Picked up JAVA_TOOL_OPTIONS: -Dx=1"), LogLevel::info);
    EXPECT_EQ(native_level("[0.012s][warning][cds] shared class paths mismatch"), LogLevel::warn);
}

}  // namespace
}  // namespace ballast::agent
