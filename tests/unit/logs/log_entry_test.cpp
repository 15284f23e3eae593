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

TEST(LogEntryFields, FollowTheMessageInJsonAndText) {
    auto entry = test::entry(0, "stop");
    entry.fields = {{"kind", "command"}, {"by", "alice"}};
    EXPECT_EQ(to_json_line(entry), R"({"fields":{"by":"alice","kind":"command"},"level":"INFO",)"
                                   R"("logger":"kafka.server.KafkaServer","message":"stop",)"
                                   R"("ts":"2026-01-31T09:00:00.000Z"})"
                                   "\n");
    EXPECT_TRUE(to_text(entry).ends_with(" - stop by=alice kind=command\n"));
    EXPECT_FALSE(to_json_line(test::entry(0, "x")).contains("fields"));
}

std::optional<LogEntry> read_back(const LogEntry& entry) {
    auto line = to_json_line(entry);
    line.pop_back();
    return parse_json_line(line);
}

TEST(LogEntryFields, AreCutWhereTheyAreWrittenSoThatTheyReadBack) {
    auto entry = test::entry(0, "x");
    for (int i = 0; i < 17; ++i) {
        entry.fields["k" + std::to_string(100 + i)] = "v";
    }
    entry.fields["k100"] = std::string(kMaxFieldBytes - 1, 'a') + "\xC3\xA9";  // of two bytes
    const auto back = read_back(entry);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->fields.size(), kMaxFields);
    EXPECT_FALSE(back->fields.contains("k116"));
    EXPECT_EQ(back->fields.at("k100"), std::string(kMaxFieldBytes - 1, 'a'));
}

TEST(LogEntryFields, BeyondTheLimitsAreNoEntry) {
    const auto line = [](const std::string& fields) {
        return R"({"level":"INFO","logger":"l","message":"m","ts":"2026-01-31T09:00:00Z",)"
               R"("fields":)" +
               fields + "}";
    };
    const auto longest = std::string(kMaxFieldBytes, 'v');
    EXPECT_TRUE(parse_json_line(line("{}")));
    EXPECT_TRUE(parse_json_line(line(R"({"k":")" + longest + "\"}")));
    EXPECT_FALSE(parse_json_line(line(R"({"k":")" + longest + "v\"}")));
    EXPECT_FALSE(parse_json_line(line("{\"" + longest + "k\":\"v\"}")));
    for (const auto* fields :
         {"1", "[]", "null", R"("k")", R"({"k":1})", R"({"k":null})", R"({"k":{}})"}) {
        EXPECT_FALSE(parse_json_line(line(fields))) << fields;
    }
    std::string many = "{";
    for (std::size_t i = 0; i <= kMaxFields; ++i) {
        many += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":\"v\"";
    }
    EXPECT_FALSE(parse_json_line(line(many + "}")));
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
