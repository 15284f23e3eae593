#include "agent/facts/cluster_facts.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/unit/zookeeper/fake_zookeeper.hpp"

namespace ballast::agent {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;
using test::FakeZooKeeper;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kRegistration =
    R"({"features":{},"listener_security_protocol_map":{"CLIENTS":"PLAINTEXT"},)"
    R"("endpoints":["CLIENTS://127.10.2.2:9092"],"jmx_port":-1,"port":9092,)"
    R"("host":"127.10.2.2","version":5,"timestamp":"1795440061271"})";

// Below the addresses of clusters, and of this process alone: the port is always 2181.
std::string own_address(int last) {
    return fmt::format("127.{}.{}.{}", 1 + last, getpid() / 250 % 250, 1 + getpid() % 250);
}

class ClusterFactsTest : public ::testing::Test {
  protected:
    void SetUp() override {
        identity_.id = 1;
        identity_.zookeepers.push_back({.id = 1, .address = own_address(1)});
        server_.put("/cluster/id", R"({"version":"1","id":"w4FdkzTCQ4aXqTzxE2bS3g"})");
        server_.put("/brokers/ids/1", std::string(kRegistration), 0x1000130732200ab);
    }
    static net::ip::tcp::endpoint endpoint(int last) {
        return {net::ip::make_address(own_address(last)), 2181};
    }
    void put_topic(const std::string& topic, const std::string& partitions) {
        server_.put("/brokers/topics", "");
        server_.put("/brokers/topics/" + topic,
                    fmt::format(R"({{"partitions":{},"topic_id":"AAAAAAAAAAAAAAAAAAAAAA",)"
                                R"("adding_replicas":{{}},"removing_replicas":{{}},"version":3}})",
                                partitions));
    }
    void put_state(const std::string& topic, int partition, const std::string& isr) {
        server_.put(fmt::format("/brokers/topics/{}/partitions/{}/state", topic, partition),
                    fmt::format(R"({{"controller_epoch":1,"leader":1,"version":1,)"
                                R"("leader_epoch":0,"isr":{}}})",
                                isr));
    }
    ClusterFacts gather(bool with_replicas, std::chrono::milliseconds limit = 5s) {
        return test::run(loop_, gather_cluster(identity_, with_replicas, limit)).value();
    }

    net::io_context loop_;
    FakeZooKeeper server_{loop_, endpoint(1)};
    NodeIdentity identity_;
};

TEST_F(ClusterFactsTest, NamesTheClusterAndTheOwnerOfTheRegistration) {
    const auto facts = gather(false);
    EXPECT_TRUE(facts.known) << facts.unknown_because;
    EXPECT_EQ(facts.cluster_id, "w4FdkzTCQ4aXqTzxE2bS3g");
    ASSERT_TRUE(facts.registration);
    EXPECT_EQ(facts.registration->owner_session, 0x1000130732200abU);
    EXPECT_EQ(facts.registration->endpoint, "127.10.2.2:9092");
    EXPECT_FALSE(facts.replicas_known);
    EXPECT_THAT(server_.asked,
                ElementsAre("sync /", "get /cluster/id", "get /brokers/ids/1", "close"));
}

TEST_F(ClusterFactsTest, AnEnsembleWithoutKafkasZnodesIsKnownToHaveNone) {
    identity_.zookeepers.front().address = own_address(2);
    const FakeZooKeeper empty(loop_, endpoint(2));
    const auto facts = gather(true);
    EXPECT_TRUE(facts.known);
    EXPECT_EQ(facts.cluster_id, "");
    EXPECT_FALSE(facts.registration);
    EXPECT_TRUE(facts.replicas_known);
    EXPECT_EQ(facts.replicas, 0U);
}

TEST_F(ClusterFactsTest, CountsWhatOnlyThisBrokerHas) {
    put_topic("both", R"({"0":[1,2],"1":[2,1],"2":[2,0]})");
    put_state("both", 0, "[2,1]");
    put_state("both", 1, "[1]");
    put_topic("others", R"({"0":[2]})");
    put_topic("single", R"({"0":[1]})");
    put_state("single", 0, "[1]");
    const auto facts = gather(true);
    EXPECT_TRUE(facts.replicas_known) << facts.unknown_because;
    EXPECT_EQ(facts.replicas, 3U);
    EXPECT_EQ(facts.sole_in_sync, 2U);
    EXPECT_THAT(facts.sole_names, ElementsAre("both-1", "single-0"));
    EXPECT_THAT(
        server_.asked,
        ::testing::Not(::testing::Contains("get /brokers/topics/others/partitions/0/state")))
        << "only the states of its own partitions are read";
}

TEST_F(ClusterFactsTest, NamesTheFirstTwenty) {
    std::string partitions;
    for (int i = 0; i < 30; ++i) {
        partitions += fmt::format(R"({}"{}":[1])", i == 0 ? "" : ",", i);
        put_state("wide", i, "[1]");
    }
    put_topic("wide", "{" + partitions + "}");
    const auto facts = gather(true);
    EXPECT_EQ(facts.sole_in_sync, 30U);
    EXPECT_THAT(facts.sole_names, SizeIs(20));
}

TEST_F(ClusterFactsTest, APartitionWithoutAStateIsNotTakenForGood) {
    put_topic("new", R"({"0":[1],"1":[1]})");
    put_state("new", 0, "[1]");
    const auto facts = gather(true);
    EXPECT_TRUE(facts.known);
    EXPECT_FALSE(facts.replicas_known);
    EXPECT_THAT(facts.unknown_because, HasSubstr("new-1"));
    EXPECT_EQ(facts.sole_in_sync, 0U);
    EXPECT_THAT(facts.sole_names, IsEmpty());
}

TEST_F(ClusterFactsTest, WhatKafkaDoesNotWriteIsUnknown) {
    server_.put("/brokers/ids/1", R"({"endpoints":["CLIENTS://)");
    auto facts = gather(false);
    EXPECT_FALSE(facts.known);
    EXPECT_FALSE(facts.unknown_because.empty());
    server_.put("/brokers/ids/1", std::string(kRegistration));
    put_topic("odd", R"({"0":[1]})");
    for (const auto* isr : {"[]", "1", "[\"1\"]", "[[[[1]]]]", "{}"}) {
        put_state("odd", 0, isr);
        facts = gather(true);
        EXPECT_TRUE(facts.known);
        EXPECT_FALSE(facts.replicas_known) << isr;
        EXPECT_FALSE(facts.unknown_because.empty());
    }
    put_topic("odd", R"({"0":[1],"../../x":[1]})");
    EXPECT_FALSE(gather(true).replicas_known);
}

TEST_F(ClusterFactsTest, ARefusedReadIsNotAnAbsentZnode) {
    server_.faults.error = -102;
    const auto facts = gather(true);
    EXPECT_FALSE(facts.known);
    EXPECT_THAT(facts.unknown_because, HasSubstr("NO_AUTH"));
}

TEST_F(ClusterFactsTest, SilenceIsUnknownWithinTheLimit) {
    server_.faults.silent = true;
    const auto begin = std::chrono::steady_clock::now();
    const auto facts = gather(true, 200ms);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
    EXPECT_FALSE(facts.known);
    EXPECT_THAT(facts.unknown_because, HasSubstr("did not answer"));
}

TEST_F(ClusterFactsTest, OneLimitHoldsForAllThatIsAsked) {
    server_.faults.silent_after = 2;
    const auto begin = std::chrono::steady_clock::now();
    const auto facts = gather(true, 200ms);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
    EXPECT_FALSE(facts.known);
    EXPECT_THAT(facts.unknown_because, HasSubstr("did not answer"));
}

TEST_F(ClusterFactsTest, NobodyThereIsSaid) {
    identity_.zookeepers.front().address = own_address(3);
    const auto facts = gather(true);
    EXPECT_FALSE(facts.known);
    EXPECT_THAT(facts.unknown_because,
                AllOf(HasSubstr("nothing listens"), HasSubstr(own_address(3))));
    identity_.zookeepers.clear();
    EXPECT_FALSE(gather(true).known);
}

}  // namespace
}  // namespace ballast::agent
