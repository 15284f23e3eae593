#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using ::testing::HasSubstr;

std::vector<Finding> found_in(const std::string& fixture) {
    std::vector<Finding> all;
    for (const auto& entry : test::recorded(std::string(RECOVERY_FIXTURES) + "/" + fixture)) {
        if (auto finding = find_in_log(entry)) {
            all.push_back(*std::move(finding));
        }
    }
    return all;
}

TEST(LogDirOffline, IsSeenOnceInTheLogOfRealBrokers) {
    for (const char* fixture : {"broker_one_dir_full.log", "broker_one_dir_read_only.log",
                                "broker_one_dir_read_only_3.7.log"}) {
        const auto all = found_in(fixture);
        ASSERT_EQ(all.size(), 1U) << fixture;
        EXPECT_EQ(all.front().code, "LOG_DIR_OFFLINE");
        EXPECT_THAT(all.front().reason, HasSubstr("/srv/demo/kafka-0/disk2 offline"));
        EXPECT_THAT(all.front().next_step, HasSubstr("restart the node"));
    }
}

TEST(LogDirOffline, IsSeenInTheFactsWhereSomeDirsWork) {
    RunningFacts facts{.dirs = {{.path = "/data"}, {.path = "/disk2", .write_error = "I/O error"}}};
    const auto finding = kLogDirOffline.while_running(facts);
    ASSERT_TRUE(finding);
    EXPECT_EQ(finding->reason, "the log dir /disk2 fails: I/O error");
    facts.dirs.erase(facts.dirs.begin());
    EXPECT_FALSE(kLogDirOffline.while_running(facts));
}

}  // namespace
}  // namespace ballast::agent
