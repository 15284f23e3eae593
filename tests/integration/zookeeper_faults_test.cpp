// Faults of ZooKeeper servers, injected into a real ensemble.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>

#include "common/files.hpp"
#include "tests/integration/support/fault_fixture.hpp"

namespace ballast::test {
namespace {

using ::testing::HasSubstr;

class ZooKeeperFaults : public FaultFixture<ZooKeeperFaults> {
  protected:
    static void SetUpTestSuite() {
        start_cluster("zkfaults", {"--brokers", "1", "--zookeepers", "3"});
    }
    static std::filesystem::path version_2(const std::string& node) {
        return faults().data(node) / "version-2";
    }
    static std::vector<std::filesystem::path> quarantined(const std::string& node) {
        std::vector<std::filesystem::path> found;
        for (const auto& entry : std::filesystem::directory_iterator(faults().data(node))) {
            if (entry.path().filename().string().starts_with("version-2.quarantine-")) {
                found.push_back(entry.path());
            }
        }
        return found;
    }
    // The newest transaction log, which a server that starts reads to its end.
    static std::filesystem::path newest_log(const std::string& node) {
        std::filesystem::path newest;
        for (const auto& entry : std::filesystem::directory_iterator(version_2(node))) {
            const auto name = entry.path().filename().string();
            if (name.starts_with("log.") &&
                (newest.empty() || std::filesystem::last_write_time(entry.path()) >
                                       std::filesystem::last_write_time(newest))) {
                newest = entry.path();
            }
        }
        return newest;
    }
};

TEST_F(ZooKeeperFaults, AServerThatDiesIsStartedAgain) {
    const auto before = faults().jvm("zookeeper-2");
    ASSERT_EQ(kill(before, SIGKILL), 0);
    EXPECT_FALSE(faults().see("zookeeper-2", "KILLED").empty());
    EXPECT_TRUE(faults().ready("zookeeper-2"));
    EXPECT_NE(faults().jvm("zookeeper-2"), before);
}

TEST_F(ZooKeeperFaults, AWipedServerJoinsTheOthersAgain) {
    ASSERT_TRUE(faults().stop("zookeeper-2"));
    std::filesystem::remove_all(version_2("zookeeper-2"));
    ASSERT_TRUE(faults().start("zookeeper-2"));
    EXPECT_TRUE(faults().ready("zookeeper-2"));
    EXPECT_FALSE(std::filesystem::exists(faults().data("zookeeper-2") / "initialize"));
}

TEST_F(ZooKeeperFaults, ACorruptLogIsMovedAsideWhileOthersHaveAQuorum) {
    // A server that copied the others' snapshot has a log only after the next change.
    ASSERT_EQ(cluster().ballast("topic", {"create", "for-the-log"}).exit_code, 0);
    ASSERT_TRUE(faults().stop("zookeeper-2"));
    ASSERT_FALSE(newest_log("zookeeper-2").empty());
    {
        // In the first transaction, behind the header of 16 bytes: its checksum does not fit.
        std::fstream log(newest_log("zookeeper-2"),
                         std::ios::in | std::ios::out | std::ios::binary);
        log.seekp(20);
        log.write("\xde\xad\xbe\xef", 4);
    }
    ASSERT_TRUE(faults().start("zookeeper-2"));
    EXPECT_TRUE(eventually([&] { return !quarantined("zookeeper-2").empty(); }, Seconds{60}));
    EXPECT_TRUE(faults().ready("zookeeper-2"));
    EXPECT_THAT(faults().events("zookeeper-2"), HasSubstr("ZOOKEEPER_DATA_CORRUPT"));
}

TEST_F(ZooKeeperFaults, AnEpochOfThePastIsMovedAside) {
    ASSERT_TRUE(faults().stop("zookeeper-3"));
    ASSERT_TRUE(write_file_durably(version_2("zookeeper-3") / "currentEpoch", "0"));
    ASSERT_TRUE(write_file_durably(version_2("zookeeper-3") / "acceptedEpoch", "0"));
    ASSERT_TRUE(faults().start("zookeeper-3"));
    EXPECT_TRUE(eventually([&] { return !quarantined("zookeeper-3").empty(); }, Seconds{60}));
    EXPECT_TRUE(faults().ready("zookeeper-3"));
    EXPECT_THAT(faults().events("zookeeper-3"), HasSubstr("ZOOKEEPER_EPOCH_MISMATCH"));
}

TEST_F(ZooKeeperFaults, AnotherServersVolumeIsNotStarted) {
    ASSERT_TRUE(faults().stop("zookeeper-2"));
    const auto myid = faults().data("zookeeper-2") / "myid";
    ASSERT_TRUE(write_file_durably(myid, "3\n"));
    ASSERT_TRUE(faults().start("zookeeper-2"));
    EXPECT_THAT(faults().see("zookeeper-2", "MYID_MISMATCH"), HasSubstr("zookeeper-3"));
    EXPECT_EQ(*read_file(myid), "3\n") << "nobody overwrites myid";
    ASSERT_TRUE(write_file_durably(myid, "2\n"));
    // A person says so: the volume in there is the right one now.
    ASSERT_TRUE(faults().start("zookeeper-2"));
    EXPECT_TRUE(faults().ready("zookeeper-2"));
}

TEST_F(ZooKeeperFaults, NoServerIsBornTwice) {
    ASSERT_TRUE(faults().stop("zookeeper-2"));
    ASSERT_TRUE(write_file_durably(faults().data("zookeeper-2") / "initialize", ""));
    ASSERT_TRUE(faults().start("zookeeper-2"));
    EXPECT_TRUE(faults().ready("zookeeper-2"));
    EXPECT_FALSE(std::filesystem::exists(faults().data("zookeeper-2") / "initialize"));
    EXPECT_THAT(faults().events("zookeeper-2"), HasSubstr("ALREADY_BORN"));
}

TEST_F(ZooKeeperFaults, ACrashLoopEndsWithinItsBudget) {
    const auto before = cluster().node("zookeeper-3")["restarts"].asInt();
    ASSERT_TRUE(eventually(
        [&] {
            const auto node = cluster().node("zookeeper-3");
            if (node["pid"].asInt() > 0) {
                kill(node["pid"].asInt(), SIGKILL);
            }
            return node["code"] == "CRASH_LOOP";
        },
        Seconds{180}));
    const auto node = cluster().node("zookeeper-3");
    EXPECT_EQ(node["state"], "HELD");
    EXPECT_LE(node["restarts"].asInt() - before, 4);
    // It also stays held when its agent is replaced.
    kill(node["agent_pid"].asInt(), SIGKILL);
    ASSERT_TRUE(eventually([&] {
        const auto now = cluster().node("zookeeper-3");
        return now["agent_pid"].asInt() > 0 && now["agent_pid"] != node["agent_pid"];
    }));
    EXPECT_EQ(cluster().node("zookeeper-3")["code"], "CRASH_LOOP");
    ASSERT_TRUE(faults().start("zookeeper-3"));
    EXPECT_TRUE(faults().ready("zookeeper-3"));
}

TEST_F(ZooKeeperFaults, AMajorityThatLostItsDataIsNotBornAgain) {
    ASSERT_EQ(cluster().down().exit_code, 0);
    for (const std::string node : {"zookeeper-2", "zookeeper-3"}) {
        std::filesystem::rename(version_2(node), version_2(node).string() + ".aside");
    }
    // `up` says what is wrong and does not wait for ever.
    const auto up = cluster().ballast("up", {"--timeout", "20s"}, Seconds{120});
    EXPECT_NE(up.exit_code, 0);
    for (const std::string node : {"zookeeper-2", "zookeeper-3"}) {
        EXPECT_FALSE(faults().see(node, "ZOOKEEPER_DATA_LOST").empty());
        EXPECT_EQ(cluster().node(node)["state"], "HELD");
    }
    EXPECT_FALSE(cluster().node("kafka-0")["ready"].asBool());
    std::filesystem::remove_all(version_2("zookeeper-2"));
    std::filesystem::rename(version_2("zookeeper-2").string() + ".aside", version_2("zookeeper-2"));
    // With 1 and 2 there is a quorum again, and 3 joins it without its data.
    EXPECT_TRUE(faults().all_ready(Seconds{240}));
    std::filesystem::remove_all(version_2("zookeeper-3").string() + ".aside");
}

}  // namespace
}  // namespace ballast::test
