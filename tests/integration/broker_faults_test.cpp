// Faults of brokers, injected into a real cluster: what the agent says, does and refuses, and that
// no acknowledged record is lost.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <arpa/inet.h>

#include "common/files.hpp"
#include "tests/integration/support/fault_fixture.hpp"

namespace ballast::test {
namespace {

using ::testing::HasSubstr;

class BrokerFaults : public FaultFixture<BrokerFaults> {
  protected:
    static void SetUpTestSuite() { start_cluster("faults", {}); }
    static std::filesystem::path meta(const std::string& node) {
        return faults().data(node) / "meta.properties";
    }
};

TEST_F(BrokerFaults, AStaleRegistrationIsWaitedOut) {
    const auto before = cluster().node("kafka-1");
    ASSERT_EQ(kill(before["pid"].asInt(), SIGKILL), 0);
    EXPECT_THAT(faults().see("kafka-1", "STALE_REGISTRATION"), HasSubstr("session"));
    EXPECT_EQ(cluster().node("kafka-1")["state"], "PREPARING");
    faults().produce_some();
    EXPECT_TRUE(faults().ready("kafka-1"));
    EXPECT_EQ(cluster().node("kafka-1")["restarts"].asInt(), before["restarts"].asInt() + 1)
        << "it was started once, when the way was free";
}

TEST_F(BrokerFaults, ALockedLogDirIsNotTouched) {
    ASSERT_TRUE(faults().stop("kafka-1"));
    const auto holder = fork();
    if (holder == 0) {
        const int fd = open((faults().data("kafka-1") / ".lock").c_str(), O_RDWR | O_CREAT, 0600);
        struct flock lock{
            .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 0, .l_pid = 0};
        _exit(fcntl(fd, F_SETLK, &lock) == 0 ? pause() : 1);
    }
    ASSERT_GT(holder, 0);
    ASSERT_TRUE(faults().start("kafka-1"));
    EXPECT_THAT(faults().see("kafka-1", "LOG_DIR_LOCKED"), HasSubstr(std::to_string(holder)));
    EXPECT_EQ(cluster().node("kafka-1")["state"], "HELD");
    kill(holder, SIGKILL);
    waitpid(holder, nullptr, 0);
    EXPECT_TRUE(faults().ready("kafka-1")) << "it starts by itself when the lock is free";
}

TEST_F(BrokerFaults, AVolumeOfAnotherClusterIsNotStarted) {
    ASSERT_TRUE(faults().stop("kafka-1"));
    const auto good = read_file(meta("kafka-1"));
    ASSERT_TRUE(good);
    const auto at = good->find("cluster.id=") + 11;
    auto other = *good;
    other[at] = other[at] == 'A' ? 'B' : 'A';
    ASSERT_TRUE(write_file_durably(meta("kafka-1"), other));
    ASSERT_TRUE(faults().start("kafka-1"));
    EXPECT_THAT(faults().see("kafka-1", "CLUSTER_ID_MISMATCH"), HasSubstr(other.substr(at, 8)));
    EXPECT_EQ(cluster().node("kafka-1")["state"], "HELD");
    EXPECT_EQ(*read_file(meta("kafka-1")), other) << "nobody edits meta.properties";
    ASSERT_TRUE(write_file_durably(meta("kafka-1"), *good));
    EXPECT_TRUE(faults().ready("kafka-1"));
}

TEST_F(BrokerFaults, AVolumeOfAnotherBrokerNamesItsOwner) {
    ASSERT_TRUE(faults().stop("kafka-1"));
    const auto good = read_file(meta("kafka-1"));
    ASSERT_TRUE(replace_in(meta("kafka-1"), "broker.id=1", "broker.id=2"));
    ASSERT_TRUE(faults().start("kafka-1"));
    EXPECT_THAT(faults().see("kafka-1", "BROKER_ID_MISMATCH"), HasSubstr("kafka-2"));
    ASSERT_TRUE(write_file_durably(meta("kafka-1"), *good));
    EXPECT_TRUE(faults().ready("kafka-1"));
}

TEST_F(BrokerFaults, AnEmptyVolumeStartsWhereOthersHaveEveryRecord) {
    ASSERT_TRUE(faults().stop("kafka-1"));
    const auto aside = faults().data("kafka-1").string() + ".aside";
    std::filesystem::rename(faults().data("kafka-1"), aside);
    ASSERT_TRUE(faults().start("kafka-1"));
    EXPECT_TRUE(faults().ready("kafka-1"));
    EXPECT_TRUE(std::filesystem::exists(meta("kafka-1")));
    std::filesystem::remove_all(aside);
    // Its replicas must be full again before another test stops a broker.
    EXPECT_TRUE(eventually([&] { return faults().all_in_sync(); }));
}

TEST_F(BrokerFaults, AnEmptyVolumeDoesNotStartWhileItIsTheOnlyInSyncReplicaOfAnything) {
    // Partitions of a topic with one replica, one of them on each broker.
    ASSERT_EQ(cluster()
                  .ballast("topic",
                           {"create", "single", "--partitions", "3", "--replication-factor", "1"})
                  .exit_code,
              0);
    ASSERT_TRUE(faults().stop("kafka-1"));
    const auto aside = faults().data("kafka-1").string() + ".aside";
    std::filesystem::rename(faults().data("kafka-1"), aside);
    ASSERT_TRUE(faults().start("kafka-1"));
    EXPECT_THAT(faults().see("kafka-1", "VOLUME_LOST"), HasSubstr("single-"));
    EXPECT_EQ(cluster().node("kafka-1")["state"], "HELD");
    EXPECT_FALSE(std::filesystem::exists(meta("kafka-1")));
    std::filesystem::remove_all(faults().data("kafka-1"));
    std::filesystem::rename(aside, faults().data("kafka-1"));
    EXPECT_TRUE(faults().ready("kafka-1")) << "the volume is back: it starts by itself";
    ASSERT_EQ(cluster().ballast("topic", {"delete", "single", "--yes"}).exit_code, 0);
}

TEST_F(BrokerFaults, ATakenPortIsNamedWithItsHolder) {
    const auto address = cluster().node("kafka-1")["address"].asString();
    ASSERT_TRUE(faults().stop("kafka-1"));
    const int taken = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(taken, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in where{
        .sin_family = AF_INET, .sin_port = htons(9092), .sin_addr = {}, .sin_zero = {}};
    inet_pton(AF_INET, address.c_str(), &where.sin_addr);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the socket API's way
    ASSERT_EQ(bind(taken, reinterpret_cast<sockaddr*>(&where), sizeof where), 0);
    ASSERT_EQ(listen(taken, 1), 0);
    ASSERT_TRUE(faults().start("kafka-1"));
    const auto reason = faults().see("kafka-1", "PORT_TAKEN");
    EXPECT_THAT(reason, HasSubstr("9092"));
    EXPECT_THAT(reason, HasSubstr(std::to_string(getpid())));
    close(taken);
    EXPECT_TRUE(faults().ready("kafka-1"));
}

TEST_F(BrokerFaults, AFrozenBrokerIsShownAndNotKilled) {
    const auto pid = faults().jvm("kafka-1");
    ASSERT_EQ(kill(pid, SIGSTOP), 0);
    EXPECT_THAT(faults().see("kafka-1", "FROZEN"), HasSubstr("stopped"));
    EXPECT_EQ(cluster().node("kafka-1")["state"], "FROZEN");
    EXPECT_FALSE(cluster().node("kafka-1")["ready"].asBool());
    ASSERT_EQ(kill(pid, SIGCONT), 0);
    EXPECT_TRUE(faults().ready("kafka-1"));
    EXPECT_EQ(faults().jvm("kafka-1"), pid);
}

TEST_F(BrokerFaults, ADamagedJournalOfARunningNodeIsToldAndOfAStoppedOneHoldsIt) {
    const auto journal = cluster().node_folder("kafka-1") / "volume" / "state" / "journal.json";
    const auto pid = faults().jvm("kafka-1");
    ASSERT_TRUE(write_file_durably(journal, "rubbish"));
    kill(cluster().node("kafka-1")["agent_pid"].asInt(), SIGKILL);
    EXPECT_THAT(faults().see("kafka-1", "JOURNAL_DAMAGED"), HasSubstr("journal.json"));
    EXPECT_EQ(faults().jvm("kafka-1"), pid);
    EXPECT_EQ(cluster().node("kafka-1")["state"], "SERVING");

    ASSERT_TRUE(faults().stop("kafka-1"));
    ASSERT_TRUE(write_file_durably(journal, "rubbish"));
    kill(cluster().node("kafka-1")["agent_pid"].asInt(), SIGKILL);
    faults().see("kafka-1", "JOURNAL_DAMAGED");
    EXPECT_EQ(cluster().node("kafka-1")["state"], "HELD");
    ASSERT_TRUE(faults().start("kafka-1"));
    EXPECT_TRUE(faults().ready("kafka-1"));
}

// ZooKeeper's own shell keeps a session alive that has the broker's znode.
class OtherBroker {
  public:
    OtherBroker(const FaultCluster& faults, int id, const std::string& endpoint) {
        const auto servers = faults.cluster().node("zookeeper-1")["address"].asString() + ":2181";
        pid_ = start_command(
            {"sh", "-c",
             R"((printf 'create -e /brokers/ids/%s %s\n' "$1" "$2"; exec sleep 300) | )"
             R"(exec java -cp "$3/libs/*" org.apache.zookeeper.ZooKeeperMain -server "$4")",
             "other-broker", std::to_string(id),
             R"({"version":5,"host":"10.9.8.7","port":9092,"endpoints":["PLAINTEXT://)" + endpoint +
                 R"("],"jmx_port":-1,"timestamp":"1"})",
             kafka_home(), servers});
    }
    ~OtherBroker() { end(); }
    OtherBroker(const OtherBroker&) = delete;
    OtherBroker& operator=(const OtherBroker&) = delete;
    void end() {
        if (pid_ > 0) {
            kill(-pid_, SIGKILL);  // the shell and both its programs
            wait_command(pid_, Seconds{10});
            pid_ = 0;
        }
    }

  private:
    pid_t pid_ = 0;
};

TEST_F(BrokerFaults, AnIdThatALiveBrokerHasIsNotTaken) {
    ASSERT_TRUE(faults().stop("kafka-1"));
    OtherBroker other(faults(), 1, "10.9.8.7:9092");
    ASSERT_TRUE(eventually([&] {
        return faults().start("kafka-1") &&
               cluster().node("kafka-1")["code"] == "STALE_REGISTRATION";
    }));
    EXPECT_THAT(faults().see("kafka-1", "BROKER_ID_IN_USE", Seconds{120}),
                HasSubstr("10.9.8.7:9092"));
    EXPECT_EQ(cluster().node("kafka-1")["state"], "HELD");
    faults().produce_some();
    other.end();
    EXPECT_TRUE(faults().ready("kafka-1")) << "the session has run out: it starts by itself";
}

TEST_F(BrokerFaults, ADamagedIndexIsToldAndHealedFromTheOtherReplicas) {
    ASSERT_TRUE(faults().stop("kafka-1"));
    const auto partition = faults().data("kafka-1") / "kept-0";
    // One entry, of an offset that is far ahead (OffsetIndex: relative offset, position).
    const std::string entry("\x7f\xff\xff\xf0\0\0\0\0", 8);
    ASSERT_TRUE(write_file_durably(partition / "00000000000000000000.index", entry));
    ASSERT_TRUE(faults().start("kafka-1"));
    ASSERT_TRUE(faults().ready("kafka-1"));
    // Kafka looks at it when it adds an entry, after 4096 bytes.
    EXPECT_TRUE(eventually([&] {
        faults().produce_some();
        return cluster().node("kafka-1")["code"] == "CORRUPT_INDEX";
    }));
    EXPECT_THAT(faults().see("kafka-1", "CORRUPT_INDEX"), HasSubstr("kept-0"));
    EXPECT_EQ(cluster().node("kafka-1")["state"], "SERVING");
    EXPECT_TRUE(std::filesystem::exists(partition / "00000000000000000000.index"));

    // The remedy that it names.
    ASSERT_TRUE(faults().stop("kafka-1"));
    const auto aside = faults().data("kafka-1").parent_path() / "aside";
    std::filesystem::rename(partition, aside);
    ASSERT_TRUE(faults().start("kafka-1"));
    EXPECT_TRUE(faults().ready("kafka-1"));
    EXPECT_TRUE(eventually([&] { return faults().all_in_sync(); }));
    std::filesystem::remove_all(aside);
}

}  // namespace
}  // namespace ballast::test
