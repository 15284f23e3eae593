// The native ZooKeeper client and the facts made from it, against real servers and what Kafka's and
// ZooKeeper's own clients say.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include "agent/facts/cluster_facts.hpp"
#include "agent/facts/ensemble_facts.hpp"
#include "common/files.hpp"
#include "tests/integration/support/fault_cluster.hpp"
#include "tests/integration/support/kafka_client.hpp"

namespace ballast::test {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::SizeIs;

template <class T>
T run(net::awaitable<T> work) {
    net::io_context loop;
    auto result = net::co_spawn(loop, std::move(work), net::use_future);
    loop.run();
    return result.get();
}

class ZooKeeperClient : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        faults = new FaultCluster("zkclient", {"--brokers", "1", "--zookeepers", "1"});
    }
    static void TearDownTestSuite() {
        delete faults;
        faults = nullptr;
    }
    void SetUp() override {
        ASSERT_TRUE(faults->up());
        const auto text = read_file(faults->cluster().node_folder("kafka-0") / "node.json");
        ASSERT_TRUE(text);
        const auto identity = parse_node_identity(*text);
        ASSERT_TRUE(identity) << identity.error().message;
        identity_ = *identity;
    }

    agent::ClusterFacts gather(bool with_replicas, std::chrono::milliseconds limit = 10s) const {
        return run(agent::gather_cluster(identity_, with_replicas, limit));
    }
    // What ZooKeeper's own client says of a znode.
    std::string stat(const std::string& znode) const {
        const auto outcome = run_command(
            {identity_.java_home / "bin" / "java", "-cp",
             (identity_.kafka_home / "libs" / "*").string(), "org.apache.zookeeper.ZooKeeperMain",
             "-server", identity_.zookeepers.front().address + ":2181", "stat", znode});
        return outcome.out + outcome.err;
    }
    static std::string cluster_id_of_metadata() {
        const auto client =
            make_client(RD_KAFKA_PRODUCER, {{"bootstrap.servers", faults->cluster().bootstrap()}});
        char* id = rd_kafka_clusterid(client.get(), 20'000);
        std::string text = id == nullptr ? "" : id;
        rd_kafka_mem_free(client.get(), id);
        return text;
    }

    static FaultCluster* faults;
    NodeIdentity identity_;
};

FaultCluster* ZooKeeperClient::faults = nullptr;

TEST_F(ZooKeeperClient, TheClusterIsTheOneOfKafkasMetadata) {
    const auto facts = gather(false);
    ASSERT_TRUE(facts.known) << facts.unknown_because;
    EXPECT_THAT(facts.cluster_id, SizeIs(22));
    EXPECT_EQ(facts.cluster_id, cluster_id_of_metadata());
}

TEST_F(ZooKeeperClient, TheRegistrationIsOwnedByTheBrokersSession) {
    const auto facts = gather(false);
    ASSERT_TRUE(facts.registration) << facts.unknown_because;
    EXPECT_EQ(facts.registration->endpoint, faults->cluster().bootstrap());
    EXPECT_NE(facts.registration->owner_session, 0U);
    EXPECT_THAT(stat("/brokers/ids/0"), HasSubstr(fmt::format("ephemeralOwner = 0x{:x}\n",
                                                              facts.registration->owner_session)));
}

TEST_F(ZooKeeperClient, AnotherBrokerIsNotRegistered) {
    identity_.id = 7;
    const auto facts = gather(true);
    EXPECT_TRUE(facts.known) << facts.unknown_because;
    EXPECT_FALSE(facts.registration);
    EXPECT_TRUE(facts.replicas_known);
    EXPECT_EQ(facts.replicas, 0U);
}

TEST_F(ZooKeeperClient, ATopicWithOneReplicaIsOnlyThere) {
    const auto facts = gather(true);
    ASSERT_TRUE(facts.replicas_known) << facts.unknown_because;
    EXPECT_GE(facts.replicas, 6U);
    EXPECT_EQ(facts.sole_in_sync, facts.replicas);
    EXPECT_THAT(facts.sole_names,
                IsSupersetOf({"kept-0", "kept-1", "kept-2", "kept-3", "kept-4", "kept-5"}));
}

TEST_F(ZooKeeperClient, TheEnsembleIsSeenFromOutside) {
    identity_.role = Role::zookeeper;
    identity_.id = 2;
    const auto facts = run(agent::gather_ensemble(identity_, 10s));
    ASSERT_THAT(facts.others, SizeIs(1));
    EXPECT_TRUE(facts.others.front().serving) << facts.others.front().why_not;
    EXPECT_TRUE(facts.others.front().leader);
}

TEST_F(ZooKeeperClient, AFrozenServerIsUnknownWithinTheLimit) {
    const auto server = faults->jvm("zookeeper-1");
    ASSERT_EQ(kill(server, SIGSTOP), 0);
    const auto begin = std::chrono::steady_clock::now();
    const auto facts = gather(true, 1s);
    const auto took = std::chrono::steady_clock::now() - begin;
    kill(server, SIGCONT);
    EXPECT_FALSE(facts.known);
    EXPECT_THAT(facts.unknown_because, HasSubstr("did not answer"));
    EXPECT_LT(took, 10s);
    EXPECT_TRUE(faults->all_ready());
}

TEST_F(ZooKeeperClient, AStoppedServerIsUnknown) {
    ASSERT_TRUE(faults->stop("zookeeper-1"));
    const auto facts = gather(true, 1s);
    EXPECT_FALSE(facts.known);
    EXPECT_FALSE(facts.replicas_known);
    EXPECT_THAT(facts.unknown_because, HasSubstr("nothing listens"));
    ASSERT_TRUE(faults->start("zookeeper-1"));
    EXPECT_TRUE(faults->all_ready());
    EXPECT_TRUE(gather(true).known);
}

}  // namespace
}  // namespace ballast::test
