#include "agent/logs/log_entry.hpp"

#include <gtest/gtest.h>

#include "tests/unit/logs/log_test_support.hpp"

namespace ballast::agent {
namespace {

LogEntry with_stack() {
    LogEntry entry = test::entry(3, "failed \"badly\"\nsecond line", LogLevel::error);
    entry.time += std::chrono::milliseconds(45);
    entry.stack = "java.io.IOException: no\n\tat a.B.c(B.java:1)";
    return entry;
}

TEST(LogEntryJson, HasTheContractsMembers) {
    EXPECT_EQ(to_json_line(test::entry(0, "started"), "kafka-0"),
              R"({"level":"INFO","logger":"kafka.server.KafkaServer","message":"started",)"
              R"("node":"kafka-0","ts":"2026-01-31T09:00:00.000Z"})"
              "\n");
}

TEST(LogEntryJson, LeavesOutAnEmptyNodeAndStack) {
    const auto line = to_json_line(test::entry(0, "x"));
    EXPECT_FALSE(line.contains("node"));
    EXPECT_FALSE(line.contains("stack"));
}

TEST(LogEntryJson, ReadsBackWhatItWrote) {
    auto line = to_json_line(with_stack(), "kafka-0");
    line.pop_back();
    EXPECT_EQ(parse_json_line(line), with_stack());
}

TEST(LogEntryJson, IsOneLineWhateverTheMessage) {
    const auto line = to_json_line(test::entry(0, "a\r\nb\x01\x7F\xE2\x80\xA8"));
    EXPECT_EQ(line.find('\n'), line.size() - 1);
}

TEST(LogEntryJson, RefusesOtherLines) {
    for (const auto* line :
         {"", "{", "{}", "[1]", "plain text", R"({"ts":"x","level":"INFO"})",
          R"({"level":"LOUD","logger":"l","message":"m","ts":"2026-01-31T09:00:00Z"})",
          R"({"level":"INFO","logger":"l","message":"m","ts":"yesterday"})"}) {
        EXPECT_FALSE(parse_json_line(line)) << line;
    }
}

TEST(LogEntryText, LooksLikeLog4j) {
    EXPECT_EQ(to_text(with_stack()),
              "2026-01-31T09:00:03.045+0000 ERROR kafka.server.KafkaServer - failed \"badly\"\n"
              "second line\njava.io.IOException: no\n\tat a.B.c(B.java:1)\n");
    EXPECT_EQ(to_text(test::entry(0, "up")),
              "2026-01-31T09:00:00.000+0000 INFO  kafka.server.KafkaServer - up\n");
}

TEST(LogLevels, AreReadInEitherCase) {
    EXPECT_EQ(parse_log_level("warn").value(), LogLevel::warn);
    EXPECT_EQ(parse_log_level("FATAL").value(), LogLevel::fatal);
    const auto bad = parse_log_level("loud");
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().kind, ErrorKind::invalid);
    EXPECT_TRUE(bad.error().message.contains("TRACE, DEBUG, INFO"));
}

}  // namespace
}  // namespace ballast::agent
