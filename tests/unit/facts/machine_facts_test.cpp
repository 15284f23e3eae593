#include "agent/facts/machine_facts.hpp"

#include "tests/unit/facts/support.hpp"

namespace ballast::agent {
namespace {

constexpr std::int64_t kMebi = std::int64_t{1} << 20U;

class MachineFactsTest : public ::testing::Test {
  protected:
    test::TemporaryFolder folder_;
    MachineInputs inputs_;

    void be(Role role, const std::string& body = {}) {
        inputs_.identity = test::example_node(role, 1);
        inputs_.identity.address = test::own_address();
        inputs_.identity.java_home = folder_.path() / "java";
        inputs_.document = test::parsed(body);
        inputs_.paths = {.config = folder_.path() / "config",
                         .volume = folder_.path() / "volume",
                         .log = folder_.path() / "log",
                         .secrets = {}};
        inputs_.root = folder_.path() / "root";
        ASSERT_TRUE(make_folders(inputs_.paths.volume / "state"));
        test::put(inputs_.identity.java_home / "release", "JAVA_VERSION=\"17.0.15\"\n");
    }
    void limit_memory(std::int64_t bytes) const {
        test::put(inputs_.root / "proc/self/cgroup", "0::/\n");
        test::put(inputs_.root / "sys/fs/cgroup/memory.max", std::to_string(bytes) + "\n");
    }
};

TEST_F(MachineFactsTest, OfABroker) {
    be(Role::kafka,
       "kafka:\n  storage:\n    dirs: [data, more]\n  config:\n"
       "    zookeeper.session.timeout.ms: 6000\n");
    test::put(inputs_.paths.volume / "data/meta.properties", "cluster.id=x\nbroker.id=1\n");
    test::put(inputs_.paths.volume / "state/reserve", std::string(1U << 20U, 'x'));
    limit_memory(1024 * kMebi);
    const auto facts = gather_machine(inputs_);
    EXPECT_EQ(facts.identity.name, "kafka-1");
    ASSERT_EQ(facts.dirs.size(), 2U);
    EXPECT_EQ(facts.dirs[0].path, inputs_.paths.volume / "data");
    EXPECT_FALSE(facts.dirs[0].empty);
    EXPECT_EQ(facts.dirs[0].meta->broker_id, 1);
    EXPECT_TRUE(facts.dirs[1].empty);
    EXPECT_TRUE(facts.taken_ports.empty());
    EXPECT_EQ(facts.java_version, "17.0.15");
    EXPECT_EQ(facts.java_major, 17);
    EXPECT_EQ(facts.memory_limit, 1024 * kMebi);
    EXPECT_EQ(facts.heap_bytes, 512 * kMebi);
    EXPECT_GT(facts.needed_free_bytes, 0);
    EXPECT_EQ(facts.reserve_bytes, kMebi);
    EXPECT_EQ(facts.session_timeout, std::chrono::seconds{6});
    EXPECT_FALSE(facts.cluster.known);
}

TEST_F(MachineFactsTest, OfAZooKeeperServer) {
    be(Role::zookeeper);
    test::put(inputs_.paths.volume / "data/myid", "1\n");
    test::put(inputs_.paths.volume / "data/version-2/snapshot.0");
    test::put(inputs_.paths.volume / "data/version-2/currentEpoch", "2");
    const test::Child other([&] {
        if (test::listen_on(inputs_.identity.address.c_str(), 2181) < 0) {
            ::_exit(1);
        }
    });
    const auto facts = gather_machine(inputs_);
    ASSERT_EQ(facts.dirs.size(), 1U);
    EXPECT_EQ(facts.dirs[0].path, inputs_.paths.volume / "data");
    EXPECT_FALSE(facts.dirs[0].empty);
    EXPECT_EQ(facts.zookeeper.myid, "1");
    EXPECT_EQ(facts.zookeeper.current_epoch, 2U);
    ASSERT_EQ(facts.taken_ports.size(), 1U);
    EXPECT_EQ(facts.taken_ports[0].port, 2181);
    EXPECT_EQ(facts.taken_ports[0].holder->process.pid, other.pid());
    EXPECT_EQ(facts.memory_limit, 0);
    EXPECT_EQ(facts.heap_bytes, 256 * kMebi);
    EXPECT_EQ(facts.session_timeout, std::chrono::seconds{18});
}

TEST_F(MachineFactsTest, TheHeapIsThatOfTheCommandLine) {
    be(Role::kafka);
    inputs_.environment["KAFKA_HEAP_OPTS"] = "-Xmx3g";
    EXPECT_EQ(gather_machine(inputs_).heap_bytes, 3072 * kMebi);
    inputs_.environment["KAFKA_HEAP_OPTS"] = "'never closed";
    EXPECT_EQ(gather_machine(inputs_).heap_bytes, 0);
}

TEST_F(MachineFactsTest, LeavesNothingBehind) {
    be(Role::kafka);
    gather_machine(inputs_);
    EXPECT_FALSE(std::filesystem::exists(inputs_.paths.volume / "data"));
    EXPECT_FALSE(std::filesystem::exists(inputs_.paths.volume / ".ballast-probe"));
}

}  // namespace
}  // namespace ballast::agent
