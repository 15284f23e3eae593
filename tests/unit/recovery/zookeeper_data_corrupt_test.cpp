#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/all_conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

struct Damage {
    std::string fixture;
    std::string words;
};

class ZooKeeperDataCorrupt : public ::testing::TestWithParam<Damage> {};

TEST_P(ZooKeeperDataCorrupt, IsSeenInTheLogOfARealServer) {
    const auto verdict = kZooKeeperDataCorrupt.after_exit(
        test::ended(Role::zookeeper, 1, "zookeeper_" + GetParam().fixture + ".log"));
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->after, AfterExit::restart);
    EXPECT_EQ(verdict->finding.code, "ZOOKEEPER_DATA_CORRUPT");
    EXPECT_EQ(verdict->finding.reason, "ZooKeeper cannot read its data: " + GetParam().words);
}

// Byte 700 of the log inverted; a log of no bytes; the only snapshot gone; its magic, the log's
// magic, and the length of a transaction overwritten.
INSTANTIATE_TEST_SUITE_P(
    Recorded, ZooKeeperDataCorrupt,
    ::testing::Values(
        Damage{"crc", "CRC check failed"}, Damage{"eof", "java.io.EOFException"},
        Damage{"no_snapshot", "No snapshot found, but there are log entries. Something is broken!"},
        Damage{"no_valid_snapshot",
               "Not able to find valid snapshots in /srv/demo/zookeeper-1/volume/data/version-2"},
        Damage{"magic",
               "Transaction log: /srv/demo/zookeeper-1/volume/data/version-2/"
               "log.100000001 has invalid magic number 0 != 1514884167"},
        Damage{"length", "Unreasonable length = 2147483647"}),
    [](const auto& row) { return row.param.fixture; });

// Moving the data aside would help with none of these.
TEST(ZooKeeperDataUnread, IsNotCorruptWithoutARightNorForItsEpochs) {
    for (const auto* fixture :
         {"zookeeper_permission.log", "zookeeper_epoch_older.log", "zookeeper_epoch_accepted.log",
          "zookeeper_epoch_text.log", "zookeeper_epoch_empty.log", "zookeeper_port_clients.log"}) {
        EXPECT_FALSE(kZooKeeperDataCorrupt.after_exit(test::ended(Role::zookeeper, 1, fixture)))
            << fixture;
    }
}

StartFacts after_corruption() {
    auto facts = test::zookeeper_with_data();
    facts.last_end_code = "ZOOKEEPER_DATA_CORRUPT";
    return facts;
}

TEST(ZooKeeperDataCorruptStart, MovesTheDataAsideWhereTheOthersHaveAQuorum) {
    auto facts = after_corruption();
    test::let_others_serve(facts);
    const auto verdict = kZooKeeperDataCorrupt.before_start(facts);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::act);
    ASSERT_TRUE(verdict->action);
    ASSERT_TRUE(std::holds_alternative<MoveAside>(*verdict->action));
    EXPECT_EQ(std::get<MoveAside>(*verdict->action).path, "/data/version-2");
    EXPECT_THAT(verdict->finding.reason, HasSubstr("/data/version-2 is moved aside"));
    EXPECT_THAT(verdict->finding.next_step, HasSubstr("/data/version-2.quarantine-"));
}

TEST(ZooKeeperDataCorruptStart, IsDoneWhenTheDataIsAside) {
    auto facts = after_corruption();
    facts.dirs.front().empty = true;
    test::let_others_serve(facts);
    EXPECT_FALSE(kZooKeeperDataCorrupt.before_start(facts));
}

TEST(ZooKeeperDataCorruptStart, IsHeldWithoutAQuorumOfOthers) {
    const auto verdict = kZooKeeperDataCorrupt.before_start(after_corruption());
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
    EXPECT_FALSE(verdict->action);
    EXPECT_GT(verdict->look_again, std::chrono::seconds{0});
    EXPECT_THAT(verdict->finding.reason,
                AllOf(HasSubstr("could not be read"), HasSubstr("0 of the 2 servers")));
    EXPECT_THAT(verdict->finding.next_step, HasSubstr("start the other servers"));
}

// Empty at a birth, it would vote at once.
TEST(ZooKeeperDataCorruptStart, MovesNothingAtABirth) {
    auto facts = after_corruption();
    facts.identity.birth = true;
    test::let_others_serve(facts);
    const auto verdict = kZooKeeperDataCorrupt.before_start(facts);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
}

TEST(ZooKeeperDataCorruptStart, OfTheOnlyServerAsksForABackup) {
    auto facts = after_corruption();
    facts.ensemble.others.clear();
    const auto verdict = kZooKeeperDataCorrupt.before_start(facts);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
    EXPECT_THAT(verdict->finding.next_step, HasSubstr("backup"));
}

TEST(ZooKeeperDataCorruptStart, NeedsTheEndThatSaidIt) {
    auto facts = test::zookeeper_with_data();
    test::let_others_serve(facts);
    EXPECT_FALSE(kZooKeeperDataCorrupt.before_start(facts));
}

}  // namespace
}  // namespace ballast::agent
