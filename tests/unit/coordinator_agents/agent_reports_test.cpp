#include "coordinator/agents/agent_reports.hpp"

#include <gmock/gmock.h>

#include "tests/unit/coordinator_agents/fake_cluster.hpp"

namespace ballast::coordinator {
namespace {

using test::node_report;
using ::testing::HasSubstr;

NodeView kafka_0() {
    return {.name = "kafka-0", .role = Role::kafka, .id = 0, .address = "127.10.2.1"};
}

TEST(NodeReport, IsTakenOver) {
    auto node = kafka_0();
    ASSERT_TRUE(read_node_report(node_report("kafka", 0), "demo", node));
    EXPECT_EQ(node.state, "SERVING");
    EXPECT_TRUE(node.ready);
    EXPECT_EQ(node.incarnation, "boot:123:1");
    EXPECT_EQ(node.intent, "running");
    EXPECT_FALSE(node.on_hold);
    EXPECT_EQ(node.version, "3.9.2");
    EXPECT_EQ(node.rack, "a");
    EXPECT_EQ(node.pid, 123);
    EXPECT_EQ(node.restarts, 2);
    EXPECT_EQ(node.epoch, 7U);
    EXPECT_EQ(node.config_revision, "abc");
    EXPECT_EQ(node.disk_free_bytes, 30);
    EXPECT_EQ(node.disk_total_bytes, 100);
    EXPECT_EQ(node.since,
              std::chrono::sys_days{std::chrono::January / 31 / 2026} + std::chrono::hours{9});
}

TEST(NodeReport, TellsAHold) {
    auto node = kafka_0();
    auto report = node_report("kafka", 0);
    report.replace(report.find(R"("on_hold":null)"), 14,
                   R"("on_hold":{"by":"alice","reason":"disk","since":"2026-01-31T09:00:00Z"})");
    ASSERT_TRUE(read_node_report(report, "demo", node));
    EXPECT_TRUE(node.on_hold);
}

TEST(NodeReport, OfAnotherNodeIsRefused) {
    auto node = kafka_0();
    for (const auto& [report, cluster] : {std::pair(node_report("kafka", 1), "demo"),
                                          std::pair(node_report("zookeeper", 0), "demo"),
                                          std::pair(node_report("kafka", 0), "other")}) {
        const auto read = read_node_report(report, cluster, node);
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().code, "WRONG_NODE");
        EXPECT_THAT(read.error().message, HasSubstr("127.10.2.1"));
    }
    EXPECT_EQ(node.state, "");
}

TEST(NodeReport, ThatIsNoneLeavesTheNodeAsItWas) {
    auto node = kafka_0();
    node.state = "STARTING";
    const auto whole = node_report("kafka", 0);
    for (const auto& report :
         {std::string(), std::string("[]"), std::string("{}"), whole.substr(0, whole.size() / 2),
          whole + "x", std::string(100, '['), std::string("\xff\xfe")}) {
        EXPECT_FALSE(read_node_report(report, "demo", node)) << report;
    }
    auto bad_type = whole;
    bad_type.replace(bad_type.find("\"pid\":123"), 9, "\"pid\":\"1\"");
    EXPECT_FALSE(read_node_report(bad_type, "demo", node));
    EXPECT_EQ(node.state, "STARTING");
}

TEST(ZooKeeperReport, IsTakenOver) {
    ZooKeeperView server{.id = 1};
    ASSERT_TRUE(read_zookeeper_report(
        R"({"serving":true,"mode":"leader","version":"3.8.4","zxid":"0x5000000a2",
            "latency_min_ms":0.0,"latency_avg_ms":0.5,"latency_max_ms":12.0,"received":1,"sent":2,
            "connections":3,"outstanding":4,"node_count":5,"synced_followers":2,
            "pending_syncs":null})",
        server));
    EXPECT_TRUE(server.serving);
    EXPECT_EQ(server.mode, "leader");
    EXPECT_EQ(server.zxid, 0x5000000a2U);
    EXPECT_EQ(server.latency_avg_ms, 0.5);
    EXPECT_EQ(server.latency_max_ms, 12);
    EXPECT_EQ(server.connections, 3);
    EXPECT_EQ(server.outstanding, 4);
    EXPECT_EQ(server.synced_followers, 2);
    EXPECT_EQ(server.pending_syncs, std::nullopt);
}

TEST(ZooKeeperReport, ThatIsNoneLeavesTheServerAsItWas) {
    ZooKeeperView server{.id = 1, .mode = "follower"};
    for (const auto* report :
         {"", "{}", R"({"serving":true,"mode":"leader","zxid":"5000000a2"})",
          R"({"serving":true,"mode":"leader","zxid":"0x5","latency_avg_ms":"0"})",
          R"({"serving":"yes"})"}) {
        EXPECT_FALSE(read_zookeeper_report(report, server)) << report;
    }
    EXPECT_EQ(server.mode, "follower");
}

}  // namespace
}  // namespace ballast::coordinator
