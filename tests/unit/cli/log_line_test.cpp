#include "coordinator/cli/log_line.hpp"

#include <gtest/gtest.h>

#include "tests/unit/cli/fake_terminal.hpp"

namespace ballast::cli {
namespace {

using test::FakeTerminal;

LogLine line(std::string ts, std::string message) {
    return {.ts = std::move(ts),
            .level = "WARN",
            .logger = "kafka.server.KafkaServer",
            .message = std::move(message),
            .stack = {}};
}

constexpr const char* kTime = "2026-01-31T09:00:00.123Z";

TEST(LogLine, IsReadFromNdjson) {
    const auto read = parse_log_line(
        R"({"ts":"2026-01-31T09:00:00.123Z","level":"WARN","logger":"a.B","message":"m\nn","stack":"s"})");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->ts, kTime);
    EXPECT_EQ(read->level, "WARN");
    EXPECT_EQ(read->logger, "a.B");
    EXPECT_EQ(read->message, "m\nn");
    EXPECT_EQ(read->stack, "s");
    EXPECT_FALSE(parse_log_line("not json"));
    EXPECT_FALSE(parse_log_line("{}"));
}

TEST(LogText, HasNoPrefixForOneNode) {
    FakeTerminal fake;
    EXPECT_EQ(log_text(line(kTime, "hello"), {.node = "kafka-0"}, fake.make()),
              "2026-01-31T09:00:00.123Z WARN  kafka.server.KafkaServer - hello\n");
}

TEST(LogText, PrefixesEveryLineOfAnEntry) {
    FakeTerminal fake;
    LogLine entry = line(kTime, "hello\nworld");
    entry.stack = "java.lang.Error: x\n\tat a.B";
    EXPECT_EQ(log_text(entry, {.node = "kafka-0", .width = 11}, fake.make()),
              "kafka-0     | 2026-01-31T09:00:00.123Z WARN  kafka.server.KafkaServer - hello\n"
              "kafka-0     | world\n"
              "kafka-0     | java.lang.Error: x\n"
              "kafka-0     | \tat a.B\n");
}

TEST(LogText, ColoursNodeAndLevelAndLetsNothingSteerTheTerminal) {
    FakeTerminal fake;
    EXPECT_EQ(
        log_text(line(kTime, "a\x1b[2Jb"), {.node = "kafka-0", .width = 7, .colour = Colour::cyan},
                 fake.make(test::kColourTerminal)),
        "\x1b[36mkafka-0 | \x1b[0m2026-01-31T09:00:00.123Z \x1b[33mWARN \x1b[0m "
        "kafka.server.KafkaServer - a\xEF\xBF\xBD[2Jb\n");
}

TEST(LogJson, IsOneObjectALine) {
    LogLine entry = line(kTime, "m\n");
    EXPECT_EQ(log_json(entry, "kafka-0"),
              R"({"ts":"2026-01-31T09:00:00.123Z","node":"kafka-0","level":"WARN",)"
              R"("logger":"kafka.server.KafkaServer","message":"m\n"})"
              "\n");
    entry.stack = "s";
    EXPECT_TRUE(log_json(entry, "kafka-0").contains(R"("stack":"s")"));
}

TEST(LogCursor, PrintsNothingTwiceAndLosesNothing) {
    LogCursor cursor;
    EXPECT_EQ(cursor.since(), "");
    EXPECT_TRUE(cursor.accept(line("2026-01-31T09:00:00.001Z", "a")));
    EXPECT_TRUE(cursor.accept(line("2026-01-31T09:00:00.002Z", "b")));
    EXPECT_TRUE(cursor.accept(line("2026-01-31T09:00:00.002Z", "c")));
    EXPECT_EQ(cursor.since(), "2026-01-31T09:00:00.002Z");
    cursor.reconnected();
    EXPECT_FALSE(cursor.accept(line("2026-01-31T09:00:00.002Z", "b")));
    EXPECT_FALSE(cursor.accept(line("2026-01-31T09:00:00.002Z", "c")));
    EXPECT_TRUE(cursor.accept(line("2026-01-31T09:00:00.002Z", "d")));
    EXPECT_TRUE(cursor.accept(line("2026-01-31T09:00:00.003Z", "e")));
    // Written out of order by two threads of the JVM.
    EXPECT_TRUE(cursor.accept(line("2026-01-31T09:00:00.002Z", "late")));
    cursor.reconnected();
    EXPECT_TRUE(cursor.accept(line("2026-01-31T09:00:00.004Z", "before its elder")));
    EXPECT_FALSE(cursor.accept(line("2026-01-31T09:00:00.003Z", "e")));
    cursor.reconnected();
    // Rotated away meanwhile: what comes is new.
    EXPECT_TRUE(cursor.accept(line("2026-01-31T09:00:00.005Z", "f")));
}

}  // namespace
}  // namespace ballast::cli
