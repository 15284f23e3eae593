#include "agent/logs/log_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "agent/logs/log_store.hpp"
#include "tests/unit/logs/log_test_support.hpp"

namespace ballast::agent {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class LogReaderTest : public ::testing::Test {
  protected:
    LogReader reader(const LogFilter& filter = {}) const {
        return {log_files(folder_.path(), "kafka"), LogMatcher::make(filter).value()};
    }
    static std::vector<LogEntry> rest(LogReader& reader) {
        std::vector<LogEntry> all;
        while (auto entry = reader.next().value()) {
            all.push_back(*std::move(entry));
        }
        return all;
    }
    std::vector<std::string> messages(const LogFilter& filter = {}) const {
        auto source = reader(filter);
        std::vector<std::string> found;
        for (auto& entry : rest(source)) {
            found.push_back(std::move(entry.message));
        }
        return found;
    }
    LogStore store(LogFormat format = LogFormat::text, std::uint64_t bytes = 1000) const {
        return LogStore({.folder = folder_.path(),
                         .name = "kafka",
                         .node = "kafka-0",
                         .format = format,
                         .file_bytes = bytes,
                         .files = 4});
    }
    void write(const std::string& text) const {
        std::ofstream(folder_.path() / "kafka.log", std::ios::app) << text;
    }
    static LogFilter tail(std::size_t count) {
        return {.since = {}, .level = {}, .grep = {}, .tail = count};
    }

  private:
    test::TemporaryFolder folder_;
};

TEST_F(LogReaderTest, FindsNothingWithoutFiles) {
    EXPECT_THAT(messages(), IsEmpty());
    EXPECT_THAT(messages(tail(5)), IsEmpty());
}

TEST_F(LogReaderTest, ReadsBackWhatWasStoredInBothFormats) {
    LogEntry failed = test::entry(1, "failed\n\twith a tab\nError: not native here");
    failed.level = LogLevel::error;
    failed.stack = "a.b.CException: no\nmore\n\tat a.B.c(B.java:1)";
    const LogEntry crash{.time = test::entry(2, "").time,
                         .level = LogLevel::fatal,
                         .logger = "stdout",
                         .message = "#\n# A fatal error\n#",
                         .stack = {}};
    store(LogFormat::text).append(failed);
    store(LogFormat::json).append(crash);
    store(LogFormat::json).append(failed);
    store(LogFormat::text).append(crash);
    auto source = reader();
    EXPECT_THAT(rest(source), ElementsAre(failed, crash, failed, crash));
}

TEST_F(LogReaderTest, ReadsAcrossRotatedFilesInOrder) {
    LogStore writer = store();
    for (int i = 0; i < 40; ++i) {
        writer.append(test::entry(i, "message " + std::to_string(i)));
    }
    const auto found = messages();
    ASSERT_GT(found.size(), 30U);
    for (std::size_t i = 0; i < found.size(); ++i) {
        EXPECT_EQ(found[i], "message " + std::to_string(40 - found.size() + i));
    }
}

TEST_F(LogReaderTest, GivesTheLastEntriesOverSeveralFiles) {
    LogStore writer = store();
    for (int i = 0; i < 40; ++i) {
        writer.append(test::entry(i, "message " + std::to_string(i)));
    }
    EXPECT_THAT(messages(tail(2)), ElementsAre("message 38", "message 39"));
    EXPECT_THAT(messages(tail(25)), SizeIs(25));
    EXPECT_EQ(messages(tail(25)).front(), "message 15");
    EXPECT_THAT(messages(tail(0)), IsEmpty());
    EXPECT_EQ(messages(tail(1000)), messages());
}

TEST_F(LogReaderTest, CountsTheTailAfterTheOtherFilters) {
    LogStore writer = store();
    for (int i = 0; i < 40; ++i) {
        writer.append(test::entry(i, "message " + std::to_string(i),
                                  i % 10 == 0 ? LogLevel::warn : LogLevel::info));
    }
    EXPECT_THAT(messages({.since = {}, .level = LogLevel::warn, .grep = {}, .tail = 2}),
                ElementsAre("message 20", "message 30"));
    EXPECT_THAT(messages({.since = test::entry(38, "").time, .level = {}, .grep = {}, .tail = {}}),
                ElementsAre("message 38", "message 39"));
    EXPECT_THAT(messages({.since = {}, .level = {}, .grep = "e 1[23]$", .tail = {}}),
                ElementsAre("message 12", "message 13"));
}

TEST_F(LogReaderTest, StartsTheTailAtWholeEntries) {
    LogEntry failed = test::entry(1, "failed");
    failed.stack = "a.b.CException\n\tat a.B.c(B.java:1)";
    LogStore writer = store();
    writer.append(test::entry(0, "before"));
    writer.append(failed);
    auto source = reader(tail(1));
    EXPECT_THAT(rest(source), ElementsAre(failed));
}

TEST_F(LogReaderTest, IsNotDisturbedByARotation) {
    LogStore writer = store();
    for (int i = 0; i < 20; ++i) {
        writer.append(test::entry(i, "message " + std::to_string(i)));
    }
    auto source = reader();
    for (int i = 20; i < 200; ++i) {
        writer.append(test::entry(i, "message " + std::to_string(i)));
    }
    const auto found = rest(source);
    ASSERT_THAT(found, SizeIs(20));
    EXPECT_EQ(found.back().message, "message 19");
}

TEST_F(LogReaderTest, TakesForeignLines) {
    write("no head at all\n{\"not\": \"ours\"}\n" + to_text(test::entry(0, "ours")) +
          "{\"a\": 1}\nhalf a line");
    EXPECT_THAT(messages(), ElementsAre("no head at all\n{\"not\": \"ours\"}",
                                        "ours\n{\"a\": 1}\nhalf a line"));
}

TEST_F(LogReaderTest, HasABoundForLinesWithoutAnEnd) {
    write(std::string(5U << 20U, 'x') + "\n" + to_text(test::entry(0, "next")));
    const auto found = messages();
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_LE(found[0].size(), 256U << 10U);
    EXPECT_EQ(found[1], "next");
}

TEST_F(LogReaderTest, KeepsALargeJsonEntryWhole) {
    const auto large = test::entry(0, std::string(200'000, '\x01'));
    store(LogFormat::json, 8U << 20U).append(large);
    auto source = reader();
    EXPECT_THAT(rest(source), ElementsAre(large));
}

}  // namespace
}  // namespace ballast::agent
