#include "agent/health/readiness.hpp"

#include <gtest/gtest.h>

namespace ballast::agent {
namespace {

const ProbeTarget kBroker{
    .role = Role::kafka, .id = 0, .address = "127.10.2.1", .port = 9092, .ensemble_size = 3};
const ProbeTarget kServer{
    .role = Role::zookeeper, .id = 1, .address = "127.10.1.1", .port = 2181, .ensemble_size = 3};

kafka::Metadata cluster() {
    return {.brokers = {{1, "127.10.2.2", 9092, ""}, {0, "127.10.2.1", 9092, "a"}},
            .cluster_id = "A4zYCXxeTqe7Wg3kxAc0bA",
            .controller_id = 1,
            .topics = {}};
}

TEST(JudgeKafka, IsReadyWhenItListsItself) {
    const auto ready = judge_kafka(cluster(), kBroker);
    EXPECT_TRUE(ready.serving);
    EXPECT_TRUE(ready.registered);
    EXPECT_EQ(ready.code, "");
}

TEST(JudgeKafka, WaitsForTheController) {
    auto metadata = cluster();
    metadata.brokers.pop_back();
    const auto waiting = judge_kafka(metadata, kBroker);
    EXPECT_FALSE(waiting.serving);
    EXPECT_FALSE(waiting.registered);
    EXPECT_EQ(waiting.code, "NOT_REGISTERED");
    metadata.brokers.clear();
    EXPECT_EQ(judge_kafka(metadata, kBroker).code, "NOT_REGISTERED");
}

TEST(JudgeKafka, SeesAnotherBrokerWithItsId) {
    auto metadata = cluster();
    metadata.brokers[1].host = "127.10.2.9";
    const auto wrong = judge_kafka(metadata, kBroker);
    EXPECT_EQ(wrong.code, "WRONG_ADDRESS");
    EXPECT_TRUE(wrong.reason.contains("127.10.2.9:9092"));
    metadata = cluster();
    metadata.brokers[1].port = 9093;
    EXPECT_EQ(judge_kafka(metadata, kBroker).code, "WRONG_ADDRESS");
}

TEST(JudgeKafka, WantsAClusterId) {
    auto metadata = cluster();
    metadata.cluster_id.clear();
    const auto early = judge_kafka(metadata, kBroker);
    EXPECT_EQ(early.code, "NO_CLUSTER_ID");
    EXPECT_TRUE(early.registered);
}

zookeeper::ServerStatus as(zookeeper::Mode mode) {
    zookeeper::ServerStatus status;
    status.serving = true;
    status.mode = mode;
    return status;
}

TEST(JudgeZooKeeper, IsReadyInAQuorum) {
    using zookeeper::Mode;
    for (const auto mode : {Mode::leader, Mode::follower, Mode::observer}) {
        EXPECT_TRUE(judge_zookeeper(as(mode), kServer).serving);
    }
}

TEST(JudgeZooKeeper, IsNotReadyWithoutOne) {
    const auto alone = judge_zookeeper({}, kServer);
    EXPECT_FALSE(alone.serving);
    EXPECT_EQ(alone.code, "NO_QUORUM");
}

TEST(JudgeZooKeeper, TakesStandaloneOnlyForAnEnsembleOfOne) {
    EXPECT_EQ(judge_zookeeper(as(zookeeper::Mode::standalone), kServer).code, "WRONG_MODE");
    EXPECT_EQ(judge_zookeeper(as(zookeeper::Mode::read_only), kServer).code, "WRONG_MODE");
    auto single = kServer;
    single.ensemble_size = 1;
    EXPECT_TRUE(judge_zookeeper(as(zookeeper::Mode::standalone), single).serving);
    EXPECT_TRUE(judge_zookeeper(as(zookeeper::Mode::leader), single).serving);
}

TEST(JudgeFailure, KeepsKindsApart) {
    const auto code = [](ErrorKind kind, const char* of) {
        return judge_failure({kind, "why", of}, kBroker);
    };
    EXPECT_EQ(code(ErrorKind::unreachable, "CONNECTION_REFUSED").code, "NOT_LISTENING");
    EXPECT_EQ(code(ErrorKind::unreachable, "CONNECTION_CLOSED").code, "NO_ANSWER");
    EXPECT_EQ(code(ErrorKind::timed_out, "").code, "NO_ANSWER");
    EXPECT_EQ(code(ErrorKind::invalid, "BAD_FRAME").code, "BAD_ANSWER");
    EXPECT_EQ(code(ErrorKind::refused, "UNSUPPORTED_VERSION").code, "BAD_ANSWER");
    EXPECT_EQ(code(ErrorKind::timed_out, "").reason, "why");
    EXPECT_FALSE(code(ErrorKind::timed_out, "").serving);
}

TEST(ProbeTarget, IsTheNodesOwnClientPort) {
    NodeIdentity node;
    node.role = Role::zookeeper;
    node.id = 2;
    node.address = "127.10.1.2";
    node.zookeepers = {{1, "127.10.1.1"}, {2, "127.10.1.2"}, {3, "127.10.1.3"}};
    auto target = probe_target(node);
    EXPECT_EQ(target.port, 2181);
    EXPECT_EQ(target.id, 2);
    EXPECT_EQ(target.address, "127.10.1.2");
    EXPECT_EQ(target.ensemble_size, 3);
    node.role = Role::kafka;
    EXPECT_EQ(probe_target(node).port, 9092);
}

}  // namespace
}  // namespace ballast::agent
