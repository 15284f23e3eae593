#include "agent/health/recovery_progress.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "agent/logs/log_parser.hpp"
#include "common/files.hpp"

namespace ballast::agent {
namespace {

using ::testing::SizeIs;

// Lines of a Kafka 3.9.2 broker, recorded after a SIGKILL and after a clean stop.
std::vector<LogEntry> recorded(const std::string& name) {
    LogParser parser("stdout");
    const auto text = read_file(std::filesystem::path(FIXTURES) / name).value();
    auto entries = parser.feed(text, {});
    for (auto& entry : parser.finish({})) {
        entries.push_back(std::move(entry));
    }
    return entries;
}

LogEntry line(std::string message, std::string logger = "kafka.log.LogManager") {
    return {.time = {},
            .level = LogLevel::info,
            .logger = std::move(logger),
            .message = std::move(message),
            .stack = {}};
}

TEST(RecoveryProgress, FollowsAnUncleanStart) {
    RecoveryProgress progress;
    std::int64_t most = 0;
    bool recovered = false;
    for (const auto& entry : recorded("recovery_unclean.log")) {
        progress = advance(std::move(progress), entry);
        recovered = recovered || progress.recovering;
        EXPECT_GE(progress.done(), most);
        most = progress.done();
        if (progress.done() == 3) {
            EXPECT_EQ(progress.in_words(), "recovering logs: 3 of 15 done");
        }
    }
    EXPECT_TRUE(recovered);
    EXPECT_EQ(most, 15);
    EXPECT_EQ(progress.total(), 15);
    EXPECT_FALSE(progress.recovering);
    EXPECT_FALSE(progress.loading);
    EXPECT_EQ(progress.in_words(), "");
}

TEST(RecoveryProgress, DoesNotCallACleanStartRecovery) {
    RecoveryProgress progress;
    for (const auto& entry : recorded("recovery_clean.log")) {
        progress = advance(std::move(progress), entry);
        EXPECT_FALSE(progress.recovering);
    }
    EXPECT_EQ(progress.done(), 15);
}

TEST(RecoveryProgress, SumsSeveralDirectories) {
    RecoveryProgress progress;
    for (const auto& entry :
         {line("Loading logs from log dirs ArrayBuffer(/a, /b since x)"),
          line("Recovering 2 logs from /a since no clean shutdown file was found"),
          line("Skipping recovery of 3 logs from /b since x since clean shutdown file was found"),
          line("Completed load of Log(dir=/a/t-0) with 1 segments in 5ms (2/2 completed in /a)"),
          line("Completed load of Log(dir=/a/t-1) with 1 segments in 5ms (1/2 completed in /a)"),
          line("Completed load of Log(x) in 1ms (1/3 completed in /b since x)")}) {
        progress = advance(std::move(progress), entry);
    }
    EXPECT_TRUE(progress.recovering);
    EXPECT_THAT(progress.dirs, SizeIs(2));
    EXPECT_TRUE(progress.dirs.at("/a").unclean);
    EXPECT_FALSE(progress.dirs.at("/b since x").unclean);
    EXPECT_EQ(progress.done(), 3);
    EXPECT_EQ(progress.total(), 5);
}

TEST(RecoveryProgress, StartsAnewWithTheNextLoad) {
    auto progress =
        advance({}, line("Recovering 2 logs from /a since no clean shutdown file was found"));
    progress = advance(progress, line("Loading logs from log dirs ArrayBuffer(/a)"));
    EXPECT_FALSE(progress.recovering);
    EXPECT_EQ(progress.total(), 0);
}

TEST(RecoveryProgress, IgnoresWhatIsNotItsOwn) {
    const RecoveryProgress none;
    for (const auto& entry :
         {line("Recovering 2 logs from /a since no clean shutdown file was found", "kafka.Other"),
          line("Recovering many logs from /a since no clean shutdown file was found"),
          line("Recovering 2 logs from /a"), line("Recovering -2 logs from /a since x"),
          line("Completed load of Log(x) in 1ms (1/3 finished)"), line("Completed load of ("),
          line("Completed load of Log (1/ completed in /a)"), line("Loaded many logs"), line("")}) {
        EXPECT_EQ(advance(none, entry), none) << entry.message;
    }
}

TEST(RecoveryProgress, KnowsOnlySoManyDirectories) {
    RecoveryProgress progress;
    for (int i = 0; i < 1000; ++i) {
        progress = advance(std::move(progress),
                           line("Recovering 1 logs from /" + std::to_string(i) + " since x"));
    }
    EXPECT_THAT(progress.dirs, SizeIs(RecoveryProgress::kMaxDirs));
}

}  // namespace
}  // namespace ballast::agent
