#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(AllLogDirsFailed, IsHeldWithTheFirstErrorOfARealBroker) {
    const auto verdict = explain_exit(test::ended(Role::kafka, 1, "broker_read_only.log"));
    EXPECT_EQ(verdict.after, AfterExit::hold);
    EXPECT_EQ(verdict.finding.code, "ALL_LOG_DIRS_FAILED");
    EXPECT_THAT(verdict.finding.reason,
                AllOf(HasSubstr("none of the specified log dirs from /srv/demo/kafka-0/disk2"),
                      HasSubstr("Read-only file system")));
    EXPECT_THAT(verdict.finding.next_step, HasSubstr("ballast node start kafka-0"));
}

TEST(AllLogDirsFailed, IsSeenWhileItRuns) {
    auto facts = test::ended(Role::kafka, 1, "broker_disk_full.log");
    for (auto& entry : facts.recent) {  // the same end by another error
        if (const auto at = entry.stack.find("No space left on device"); at != std::string::npos) {
            entry.stack.replace(at, 23, "Input/output error");
        }
    }
    const auto verdict = explain_exit(facts);
    EXPECT_EQ(verdict.finding.code, "ALL_LOG_DIRS_FAILED");
    EXPECT_THAT(verdict.finding.reason,
                AllOf(HasSubstr("all log dirs in /srv/demo/kafka-0/disk2 have failed"),
                      HasSubstr("Error while appending records to orders-0"),
                      HasSubstr("Input/output error")));
}

TEST(AllLogDirsFailed, OfAFileWithoutANumberSaysSo) {
    const auto verdict = explain_exit(test::ended(Role::kafka, 1, "broker_meta_no_number.log"));
    EXPECT_EQ(verdict.finding.code, "ALL_LOG_DIRS_FAILED");
    EXPECT_THAT(verdict.finding.reason, HasSubstr("Unable to read broker.id"));
}

TEST(AllLogDirsFailed, IsNothingWithoutItsLine) {
    EXPECT_FALSE(
        kAllLogDirsFailed.after_exit(test::ended(Role::kafka, 1, "broker_one_dir_full.log")));
}

}  // namespace
}  // namespace ballast::agent
