#include <gtest/gtest.h>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using namespace std::chrono_literals;

const std::string kReadOnly = "cannot create /data/.ballast-probe: Read-only file system";

StartFacts two_dirs(const std::string& second_error) {
    auto facts = test::broker_with_data();
    facts.dirs.front().write_error = kReadOnly;
    facts.dirs.push_back({.path = "/disk2", .empty = false, .write_error = second_error});
    return facts;
}

TEST(DirectoryNotWritable, InEveryDirIsHeldWithTheSystemsWords) {
    const auto verdict = decide_start(two_dirs("Input/output error"));
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
    EXPECT_EQ(verdict->finding.code, "DIRECTORY_NOT_WRITABLE");
    EXPECT_EQ(verdict->look_again, 10s);
    EXPECT_EQ(verdict->finding.reason, kReadOnly);
}

TEST(DirectoryNotWritable, InOneOfSeveralStarts) {
    EXPECT_FALSE(decide_start(two_dirs("")));
}

TEST(DirectoryNotWritable, HoldsAZooKeeperServerToo) {
    auto facts = test::zookeeper_with_data();
    facts.dirs.front().write_error = kReadOnly;
    ASSERT_TRUE(decide_start(facts));
    EXPECT_EQ(decide_start(facts)->finding.code, "DIRECTORY_NOT_WRITABLE");
}

TEST(DirectoryNotWritable, WhileItRunsIsAWarning) {
    EXPECT_TRUE(kDirectoryNotWritable.while_running({.dirs = two_dirs("x").dirs}));
    EXPECT_FALSE(kDirectoryNotWritable.while_running({.dirs = two_dirs("").dirs}));
    EXPECT_FALSE(kDirectoryNotWritable.while_running({}));
}

}  // namespace
}  // namespace ballast::agent
