#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/all_conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

struct Mismatch {
    std::string fixture;
    std::string words;
};

class ZooKeeperEpochMismatch : public ::testing::TestWithParam<Mismatch> {};

TEST_P(ZooKeeperEpochMismatch, IsSeenInTheLogOfARealServer) {
    const auto verdict = kZooKeeperEpochMismatch.after_exit(
        test::ended(Role::zookeeper, 1, "zookeeper_epoch_" + GetParam().fixture + ".log"));
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->after, AfterExit::restart);
    EXPECT_EQ(verdict->finding.code, "ZOOKEEPER_EPOCH_MISMATCH");
    EXPECT_EQ(verdict->finding.reason, "ZooKeeper refuses its epochs: " + GetParam().words);
}

INSTANTIATE_TEST_SUITE_P(
    Recorded, ZooKeeperEpochMismatch,
    ::testing::Values(
        Mismatch{"older", "The current epoch, 0, is older than the last zxid, 4294967325"},
        Mismatch{"accepted", "The accepted epoch, 1 is less than the current epoch, 5"},
        Mismatch{"text", "Found x in /srv/demo/zookeeper-1/volume/data/version-2/currentEpoch"},
        Mismatch{"empty",
                 "Found null in /srv/demo/zookeeper-1/volume/data/version-2/acceptedEpoch"}),
    [](const auto& row) { return row.param.fixture; });

TEST(ZooKeeperEpochs, AreNotBlamedForDamagedDataNorForMissingRights) {
    for (const auto* fixture : {"zookeeper_crc.log", "zookeeper_permission.log"}) {
        EXPECT_FALSE(kZooKeeperEpochMismatch.after_exit(test::ended(Role::zookeeper, 1, fixture)))
            << fixture;
    }
}

TEST(ZooKeeperEpochs, AheadOfTheLeaderAreAWarningWhileItRuns) {
    std::optional<Finding> found;
    for (const auto& entry :
         test::recorded(std::string(RECOVERY_FIXTURES) + "/zookeeper_epoch_ahead.log")) {
        if (auto finding = kZooKeeperEpochMismatch.in_log(entry)) {
            found = std::move(finding);
        }
    }
    ASSERT_TRUE(found);
    EXPECT_EQ(found->reason,
              "it cannot join the others: Leaders epoch, 1 is less than accepted epoch, 9");
    EXPECT_THAT(found->next_step, HasSubstr("version-2 aside"));
}

TEST(ZooKeeperEpochs, ThatCannotBeReadMoveAsideWithTheData) {
    auto facts = test::zookeeper_with_data();
    facts.zookeeper.epoch_error = "/data/version-2/currentEpoch: 'x' is no number";
    test::let_others_serve(facts);
    const auto verdict = kZooKeeperEpochMismatch.before_start(facts);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::act);
    EXPECT_EQ(std::get<MoveAside>(verdict->action.value()).path, "/data/version-2");
    EXPECT_THAT(verdict->finding.reason, HasSubstr("'x' is no number"));
}

TEST(ZooKeeperEpochs, ThatContradictEachOtherAreHeldWithoutAQuorumOfOthers) {
    auto facts = test::zookeeper_with_data();
    facts.zookeeper.accepted_epoch = 1;
    facts.zookeeper.current_epoch = 5;
    const auto verdict = kZooKeeperEpochMismatch.before_start(facts);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
    EXPECT_THAT(
        verdict->finding.reason,
        AllOf(HasSubstr("accepted epoch 1 is below its current epoch 5"), HasSubstr("0 of the 2")));
}

TEST(ZooKeeperEpochs, ThatZooKeeperRefusedAreTakenFromItsLastEnd) {
    auto facts = test::zookeeper_with_data();
    facts.last_end_code = "ZOOKEEPER_EPOCH_MISMATCH";
    test::let_others_serve(facts);
    EXPECT_TRUE(kZooKeeperEpochMismatch.before_start(facts));
    facts.dirs.front().empty = true;  // it was moved aside
    EXPECT_FALSE(kZooKeeperEpochMismatch.before_start(facts));
}

TEST(ZooKeeperEpochs, ThatAgreeAreNoMatter) {
    auto facts = test::zookeeper_with_data();
    EXPECT_FALSE(kZooKeeperEpochMismatch.before_start(facts));
    facts.zookeeper.accepted_epoch = 6;
    facts.zookeeper.current_epoch = 5;
    EXPECT_FALSE(kZooKeeperEpochMismatch.before_start(facts));
}

}  // namespace
}  // namespace ballast::agent
