#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/all_conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using ::testing::HasSubstr;

TEST(MixedDirs, AreHeldByTheWordsOfARealServer) {
    const auto snapshots =
        kMixedDirs.after_exit(test::ended(Role::zookeeper, 3, "zookeeper_mixed_snap.log"));
    ASSERT_TRUE(snapshots);
    EXPECT_EQ(snapshots->after, AfterExit::hold);
    EXPECT_EQ(snapshots->finding.code, "MIXED_DIRS");
    EXPECT_EQ(snapshots->finding.reason,
              "Snapshot directory has log files. Check if dataLogDir and dataDir configuration is "
              "correct.");
    const auto logs =
        kMixedDirs.after_exit(test::ended(Role::zookeeper, 3, "zookeeper_mixed_log.log"));
    ASSERT_TRUE(logs);
    EXPECT_THAT(logs->finding.reason, HasSubstr("Log directory has snapshot files"));
}

TEST(MixedDirs, AreNotSeenInAnotherEnd) {
    EXPECT_FALSE(kMixedDirs.after_exit(test::ended(Role::zookeeper, 1, "zookeeper_crc.log")));
    // DatadirCleanupManager finds the same while the server runs.
    EXPECT_FALSE(
        kMixedDirs.after_exit(test::ended(Role::zookeeper, 143, "zookeeper_mixed_snap.log")));
}

}  // namespace
}  // namespace ballast::agent
