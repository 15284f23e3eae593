#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(ZooKeeperFailed, WithoutItsDataDirIsHeld) {
    const auto verdict = explain_exit(test::ended(Role::zookeeper, 3, "zookeeper_no_data_dir.log"));
    EXPECT_EQ(verdict.after, AfterExit::hold);
    EXPECT_EQ(verdict.finding.code, "ZOOKEEPER_FAILED");
    EXPECT_THAT(verdict.finding.reason, AllOf(HasSubstr("cannot use its data dir"),
                                              HasSubstr("Unable to create data directory")));
    EXPECT_THAT(verdict.finding.next_step, HasSubstr("ballast node start zookeeper-1"));
}

TEST(ZooKeeperFailed, ByAnotherOfItsCodesStartsAgain) {
    for (const int code : {4, 10, 12, 13, 14}) {
        const auto verdict = explain_exit({.role = Role::zookeeper, .exit_code = code});
        EXPECT_EQ(verdict.after, AfterExit::restart) << code;
        EXPECT_EQ(verdict.finding.code, "ZOOKEEPER_FAILED");
        EXPECT_THAT(verdict.finding.reason, StartsWith("ZooKeeper gave up: "));
    }
}

TEST(ZooKeeperFailed, IsNoBrokersMatter) {
    EXPECT_EQ(explain_exit({.role = Role::kafka, .exit_code = 14}).finding.code, "JVM_ENDED");
}

}  // namespace
}  // namespace ballast::agent
