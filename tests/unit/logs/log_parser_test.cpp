#include "agent/logs/log_parser.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/text.hpp"
#include "tests/unit/logs/log_test_support.hpp"

namespace ballast::agent {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

const WallTime kNow = test::at("2026-01-31T10:00:00Z");
const std::string kHead = "2026-01-31T09:00:00.123+0000 INFO  a.B - ";

// All entries of `text`, given in chunks of `chunk` bytes.
std::vector<LogEntry> parse(std::string_view text, std::size_t chunk = std::string_view::npos,
                            const std::string& stream = "stdout") {
    LogParser parser(stream);
    std::vector<LogEntry> all;
    while (!text.empty()) {
        const auto part = text.substr(0, chunk);
        for (auto& entry : parser.feed(part, kNow)) {
            all.push_back(std::move(entry));
        }
        text.remove_prefix(part.size());
    }
    for (auto& entry : parser.finish(kNow)) {
        all.push_back(std::move(entry));
    }
    EXPECT_FALSE(parser.pending());
    return all;
}

TEST(LogParser, ReadsABrokersFailedStart) {
    const auto entries = parse(test::fixture("broker_failed_start.log"));
    ASSERT_THAT(entries, SizeIs(17));
    EXPECT_EQ(entries[3].message, "starting");

    // The configuration's lines begin with a tab and are no stack trace.
    EXPECT_EQ(entries[6].logger, "kafka.server.KafkaConfig");
    EXPECT_THAT(entries[6].message, StartsWith("KafkaConfig values: \n\tadvertised.listeners = "));
    EXPECT_THAT(entries[6].message, EndsWith("zookeeper.ssl.truststore.type = null"));
    EXPECT_THAT(entries[6].stack, IsEmpty());

    EXPECT_EQ(entries[12].level, LogLevel::error);
    EXPECT_EQ(entries[12].message,
              "[KafkaServer id=0] Fatal error during KafkaServer startup. Prepare to shutdown");
    EXPECT_THAT(entries[12].stack,
                StartsWith("org.apache.zookeeper.KeeperException$NodeExistsException: "));
    EXPECT_THAT(entries[12].stack, EndsWith("\tat kafka.Kafka.main(Kafka.scala)"));
    EXPECT_THAT(split(entries[12].stack, '\n'), SizeIs(9));
    EXPECT_THAT(entries[13].stack, IsEmpty());
}

TEST(LogParser, DoesNotCareWhereChunksEnd) {
    const auto text = test::fixture("broker_failed_start.log");
    const auto whole = parse(text);
    EXPECT_EQ(parse(text, 1), whole);
    EXPECT_EQ(parse(text, 7), whole);
    EXPECT_EQ(parse(text, 4096), whole);
}

TEST(LogParser, GivesAnEntryWhenTheNextOneStarts) {
    LogParser parser("stdout");
    EXPECT_THAT(parser.feed(kHead + "one\n", kNow), IsEmpty());
    EXPECT_TRUE(parser.pending());
    const auto out = parser.feed(kHead + "two\n", kNow);
    ASSERT_THAT(out, SizeIs(1));
    EXPECT_EQ(out[0].message, "one");
}

TEST(LogParser, FlushEndsTheEntryAfterSilence) {
    LogParser parser("stdout");
    parser.feed(kHead + "one\n", kNow);
    EXPECT_EQ(parser.flush()->message, "one");
    EXPECT_FALSE(parser.flush());
    EXPECT_FALSE(parser.pending());
}

TEST(LogParser, FlushWaitsForTheRestOfALine) {
    LogParser parser("stdout");
    parser.feed(kHead + "one\n\tat a.B.c(", kNow);
    EXPECT_FALSE(parser.flush());
    parser.feed("B.java:1)\n", kNow);
    EXPECT_EQ(parser.flush()->stack, "\tat a.B.c(B.java:1)");
}

TEST(LogParser, FinishTakesHalfALine) {
    LogParser parser("stdout");
    parser.feed(kHead + "one\n" + kHead + "tw", kNow);
    const auto out = parser.finish(kNow);
    ASSERT_THAT(out, SizeIs(2));
    EXPECT_EQ(out[0].message, "one");
    EXPECT_EQ(out[1].message, "tw");
}

TEST(LogParser, KeepsAnExceptionsLongMessageInTheStack) {
    const auto entries =
        parse(kHead + "failed\na.b.CException: first\nsecond\n\tat a.B.c(B.java:1)\n");
    ASSERT_THAT(entries, SizeIs(1));
    EXPECT_EQ(entries[0].message, "failed");
    EXPECT_EQ(entries[0].stack, "a.b.CException: first\nsecond\n\tat a.B.c(B.java:1)");
}

TEST(LogParser, TakesTheJvmsOwnLinesAsEntries) {
    const auto flag = parse(test::fixture("bad_flag.stderr"), 5, "stderr");
    ASSERT_THAT(flag, SizeIs(3));
    EXPECT_EQ(flag[0].logger, "stderr");
    EXPECT_EQ(flag[0].level, LogLevel::error);
    EXPECT_EQ(flag[0].time, kNow);
    EXPECT_EQ(flag[0].message, "Unrecognized VM option 'NoSuch=1'");

    const auto main_class = parse(test::fixture("no_main_class.stderr"), 5, "stderr");
    ASSERT_THAT(main_class, SizeIs(1));
    EXPECT_EQ(main_class[0].level, LogLevel::error);
    EXPECT_EQ(main_class[0].stack, "Caused by: java.lang.ClassNotFoundException: no.Main");

    const auto warning = parse(test::fixture("no_memory.stderr"), 5, "stderr");
    ASSERT_THAT(warning, SizeIs(1));
    EXPECT_EQ(warning[0].level, LogLevel::warn);
}

TEST(LogParser, FoldsACrashReportIntoOneEntry) {
    const auto entries = parse(kHead + "busy\n" + test::fixture("no_memory.stdout"));
    ASSERT_THAT(entries, SizeIs(2));
    EXPECT_EQ(entries[0].message, "busy");
    EXPECT_EQ(entries[1].level, LogLevel::fatal);
    EXPECT_THAT(entries[1].message, HasSubstr("insufficient memory"));
    EXPECT_THAT(entries[1].message, HasSubstr("hs_err_pid"));
}

TEST(LogParser, SeparatesNativeLinesFromTheEntryBefore) {
    const auto entries = parse(kHead + "busy\nTerminating due to java.lang.OutOfMemoryError: x\n");
    ASSERT_THAT(entries, SizeIs(2));
    EXPECT_EQ(entries[1].level, LogLevel::fatal);
}

TEST(LogParser, CutsALongLine) {
    const auto entries =
        parse(kHead + std::string(3 * kMaxLogLine, 'x') + "\n" + kHead + "next\n", 1000);
    ASSERT_THAT(entries, SizeIs(2));
    EXPECT_EQ(entries[0].message.size(), kMaxLogLine - kHead.size() + kCutMark.size());
    EXPECT_THAT(entries[0].message, EndsWith(std::string(kCutMark)));
    EXPECT_EQ(entries[1].message, "next");
}

TEST(LogParser, KeepsALineOfExactlyTheLimit) {
    const std::string text(kMaxLogLine - kHead.size(), 'x');
    EXPECT_EQ(parse(kHead + text + "\r\n").at(0).message, text);
}

TEST(LogParser, CutsALongEntry) {
    std::string text = kHead + "many\n";
    for (int i = 0; i < 5000; ++i) {
        text += "\tat " + std::string(100, 'x') + "(X.java:1)\n";
    }
    const auto entries = parse(text + kHead + "next\n");
    ASSERT_THAT(entries, SizeIs(2));
    EXPECT_LE(entries[0].message.size() + entries[0].stack.size(), kMaxLogEntry);
    EXPECT_THAT(entries[0].stack, EndsWith(std::string(kCutMark)));
}

TEST(LogParser, ReplacesInvalidUtf8) {
    EXPECT_EQ(parse(kHead + "f\xFCr\n", 1).at(0).message, "f\xEF\xBF\xBDr");
}

TEST(LogParser, KeepsACharacterThatAChunkSplits) {
    EXPECT_EQ(parse(kHead + "f\xC3\xBCr\n", 1).at(0).message, "f\xC3\xBCr");
}

TEST(LogParser, SurvivesOnlyLineFeeds) {
    EXPECT_THAT(parse("\n\n\n"), SizeIs(3));
}

}  // namespace
}  // namespace ballast::agent
