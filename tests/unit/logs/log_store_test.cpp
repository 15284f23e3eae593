#include "agent/logs/log_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include "tests/unit/logs/log_test_support.hpp"

namespace ballast::agent {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::SizeIs;

class LogStoreTest : public ::testing::Test {
  protected:
    LogStoreOptions options(LogFormat format = LogFormat::text) const {
        return {.folder = folder_.path(),
                .name = "kafka",
                .node = "kafka-0",
                .format = format,
                .file_bytes = 1000,
                .files = 3};
    }
    std::string content(const std::string& name = "kafka.log") const {
        return read_file(folder_.path() / name).value();
    }
    std::filesystem::path folder() const { return folder_.path(); }

  private:
    test::TemporaryFolder folder_;
};

TEST_F(LogStoreTest, WritesTextAsKafkaDoes) {
    LogStore store(options());
    store.append(test::entry(0, "one"));
    store.append(test::entry(1, "two", LogLevel::warn));
    EXPECT_EQ(content(),
              "2026-01-31T09:00:00.000+0000 INFO  kafka.server.KafkaServer - one\n"
              "2026-01-31T09:00:01.000+0000 WARN  kafka.server.KafkaServer - two\n");
}

TEST_F(LogStoreTest, WritesJsonLinesWithTheNode) {
    LogStore store(options(LogFormat::json));
    store.append(test::entry(0, "one"));
    EXPECT_EQ(content(), to_json_line(test::entry(0, "one"), "kafka-0"));
}

TEST_F(LogStoreTest, RotatesBySizeAndKeepsSoManyFiles) {
    LogStore store(options());
    for (int i = 0; i < 100; ++i) {
        store.append(test::entry(i, "message " + std::to_string(i)));
    }
    EXPECT_EQ(store.dropped(), 0U);
    EXPECT_THAT(
        log_files(folder(), "kafka"),
        ElementsAre(folder() / "kafka.log.2", folder() / "kafka.log.1", folder() / "kafka.log"));
    for (const auto& file : log_files(folder(), "kafka")) {
        EXPECT_LE(std::filesystem::file_size(file), 1000U);
    }
    EXPECT_THAT(content(), EndsWith("message 99\n"));
    EXPECT_TRUE(content("kafka.log.1").contains("message 9"));
}

TEST_F(LogStoreTest, WritesAnEntryLargerThanAFile) {
    LogStore store(options());
    store.append(test::entry(0, "small"));
    store.append(test::entry(1, std::string(5000, 'x')));
    store.append(test::entry(2, "small again"));
    EXPECT_EQ(store.dropped(), 0U);
    EXPECT_EQ(content("kafka.log.1"), to_text(test::entry(1, std::string(5000, 'x'))));
}

TEST_F(LogStoreTest, GoesOnWhereAnEarlierAgentStopped) {
    LogStore(options()).append(test::entry(0, "one"));
    LogStore(options()).append(test::entry(1, "two"));
    EXPECT_TRUE(content().contains("one"));
    EXPECT_THAT(content(), EndsWith("two\n"));
}

TEST_F(LogStoreTest, EndsALineThatWasTorn) {
    ASSERT_TRUE(write_file_durably(folder() / "kafka.log", "half a li"));
    LogStore(options()).append(test::entry(0, "one"));
    EXPECT_TRUE(content().starts_with("half a li\n2026-"));
}

TEST_F(LogStoreTest, CountsWhatItCannotWrite) {
    auto missing = options();
    missing.folder /= "absent";
    LogStore store(missing);
    store.append(test::entry(0, "one"));
    EXPECT_EQ(store.dropped(), 1U);
    EXPECT_THAT(store.recent(), SizeIs(1));
    // It recovers as soon as it can.
    std::filesystem::create_directory(missing.folder);
    store.append(test::entry(1, "two"));
    EXPECT_EQ(store.dropped(), 1U);
}

// RLIMIT_FSIZE stands in for a full disk: the write is cut short, then fails.
TEST_F(LogStoreTest, LeavesNoHalfLineOnAFullDisk) {
    signal(SIGXFSZ, SIG_IGN);
    rlimit before = {};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
    auto large = options();
    large.file_bytes = 1U << 20U;
    LogStore store(large);
    store.append(test::entry(0, "one"));
    const auto whole = content();
    rlimit full = before;
    full.rlim_cur = whole.size() + 10;
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &full), 0);
    store.append(test::entry(1, "two"));
    store.append(test::entry(2, "three"));
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
    EXPECT_EQ(store.dropped(), 2U);
    EXPECT_EQ(content(), whole);
    store.append(test::entry(3, "four"));
    EXPECT_EQ(content(), whole + to_text(test::entry(3, "four")));
}

TEST_F(LogStoreTest, KeepsTheLastEntriesInMemory) {
    LogStore store(options());
    for (int i = 0; i < 250; ++i) {
        store.append(test::entry(i, std::to_string(i)));
    }
    EXPECT_THAT(store.recent(), SizeIs(LogStore::kRecentEntries));
    EXPECT_EQ(store.recent().front().message, "50");
    store.append(test::entry(0, std::string(100'000, 'x')));
    EXPECT_EQ(store.recent().back().message.size(), LogStore::kRecentText);
}

TEST_F(LogStoreTest, FeedsFollowersUntilTheyAreGone) {
    LogStore store(options());
    store.append(test::entry(0, "before"));
    auto follower = store.follow(LogMatcher::make({}).value());
    store.append(test::entry(1, "after"));
    EXPECT_EQ(follower->pop()->message, "after");
    EXPECT_FALSE(follower->pop());
    follower.reset();
    store.append(test::entry(2, "unseen"));
}

}  // namespace
}  // namespace ballast::agent
