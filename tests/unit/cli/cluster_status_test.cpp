#include "coordinator/cli/cluster_status.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace ballast::cli {
namespace {

NodeIdentity node(Role role, int id) {
    NodeIdentity identity;
    identity.cluster = "demo";
    identity.role = role;
    identity.id = id;
    identity.name = std::string(to_string(role)) + "-" + std::to_string(id);
    identity.address = role == Role::kafka ? "127.10.2." + std::to_string(id + 1)
                                           : "127.10.1." + std::to_string(id);
    return identity;
}

std::string answer_of(const NodeIdentity& node, bool ready) {
    return R"({"name":")" + node.name + R"(","role":"kafka","id":0,"state":"SERVING","ready":)" +
           (ready ? "true" : "false") +
           R"(,"code":"","reason":"","since":"2026-01-31T09:00:00Z","pid":123,"agent_pid":122,)"
           R"("address":"127.0.0.1","restarts":2,"heap_bytes":536870912,"rss_bytes":7,)"
           R"("config_revision":"abc","cluster":"demo","incarnation":"123:1:b","intent":"run",)"
           R"("last_exit":null})";
}

class FakeAgents final : public AgentSource {
  public:
    std::map<std::string, std::string> answers;  // by node; missing: unreachable

    std::vector<AgentAnswer> ask(const std::vector<NodeIdentity>& nodes) override {
        std::vector<AgentAnswer> out;
        for (const NodeIdentity& asked : nodes) {
            const auto answer = answers.find(asked.name);
            if (answer == answers.end()) {
                out.emplace_back(fail(ErrorKind::unreachable, "connection refused"));
            } else {
                out.emplace_back(answer->second);
            }
        }
        return out;
    }
};

class FakeInits final : public InitProbe {
  public:
    InitSighting seen{.lives = true};
    InitSighting look(const NodeIdentity& /*node*/) const override { return seen; }
};

const std::vector<NodeIdentity> kNodes{node(Role::zookeeper, 1), node(Role::kafka, 0),
                                       node(Role::kafka, 1)};

TEST(ClusterStatus, TakesEveryMemberOfAnAnswer) {
    FakeAgents agents;
    const FakeInits inits;
    for (const NodeIdentity& each : kNodes) {
        agents.answers[each.name] = answer_of(each, true);
    }
    const ClusterStatus status = cluster_status("demo", kNodes, agents, inits);
    EXPECT_EQ(status.bootstrap, "127.10.2.1:9092,127.10.2.2:9092");
    ASSERT_EQ(status.nodes.size(), 3U);
    const NodeStatus expected{.name = "kafka-1",
                              .role = Role::kafka,
                              .id = 1,
                              .state = "SERVING",
                              .ready = true,
                              .since = "2026-01-31T09:00:00Z",
                              .pid = 123,
                              .agent_pid = 122,
                              .address = "127.10.2.2",
                              .restarts = 2,
                              .heap_bytes = 536870912,
                              .rss_bytes = 7,
                              .config_revision = "abc"};
    EXPECT_EQ(status.nodes[2], expected);
    EXPECT_EQ(exit_code(status), 0);
}

TEST(ClusterStatus, ShowsASilentAgentAsUnknown) {
    FakeAgents agents;
    const FakeInits inits;
    agents.answers["kafka-0"] = answer_of(kNodes[1], true);
    agents.answers["kafka-1"] = answer_of(kNodes[2], true);
    const ClusterStatus status = cluster_status("demo", kNodes, agents, inits);
    const NodeStatus& silent = status.nodes[0];
    EXPECT_EQ(silent.name, "zookeeper-1");
    EXPECT_EQ(silent.state, "UNKNOWN");
    EXPECT_FALSE(silent.ready);
    EXPECT_EQ(silent.code, "AGENT_UNREACHABLE");
    EXPECT_TRUE(silent.reason.contains("connection refused"));
    EXPECT_EQ(silent.address, "127.10.1.1");
    EXPECT_EQ(exit_code(status), 1);
}

TEST(ClusterStatus, SaysThatANodeIsDownWhenItsInitIsGone) {
    FakeAgents agents;
    FakeInits inits;
    inits.seen = {};
    const ClusterStatus status = cluster_status("demo", kNodes, agents, inits);
    for (const NodeStatus& row : status.nodes) {
        EXPECT_EQ(row.state, "UNKNOWN");
        EXPECT_EQ(row.code, "NODE_DOWN");
    }
    EXPECT_EQ(exit_code(status), 3);
}

TEST(ClusterStatus, SaysThatAJvmRunsWithoutItsInitAndWhichOne) {
    FakeAgents agents;
    FakeInits inits;
    inits.seen = {.lives = false, .lost_jvm = 4711};
    agents.answers["zookeeper-1"] = answer_of(kNodes[0], true);
    const ClusterStatus status = cluster_status("demo", kNodes, agents, inits);
    EXPECT_EQ(status.nodes[0].code, "");
    for (const NodeStatus& row : {status.nodes[1], status.nodes[2]}) {
        EXPECT_EQ(row.state, "UNKNOWN");
        EXPECT_EQ(row.code, "INIT_LOST");
        EXPECT_EQ(row.pid, 4711);
        EXPECT_THAT(row.reason, testing::AllOf(testing::HasSubstr("process 4711"),
                                               testing::HasSubstr("`ballast up`")));
    }
    EXPECT_EQ(exit_code(status), 1);
}

TEST(ClusterStatus, NeverTrustsAWrongAnswer) {
    const NodeIdentity kafka = node(Role::kafka, 0);
    const std::string good = answer_of(kafka, true);
    for (const std::string& bad :
         {std::string("<html>"), std::string("{}"), std::string("[]"), std::string(R"({"name":5})"),
          answer_of(node(Role::kafka, 1), true),
          std::string(good).replace(good.find("demo"), 4, "else"),
          std::string(good).replace(good.find("123"), 3, "\"x\"")}) {
        const NodeStatus row = node_status(kafka, bad, {.lives = true});
        EXPECT_EQ(row.state, "UNKNOWN") << bad;
        EXPECT_EQ(row.code, "BAD_ANSWER") << bad;
        EXPECT_FALSE(row.ready);
    }
    EXPECT_TRUE(node_status(kafka, good, {.lives = true}).ready);
}

TEST(ClusterStatus, OneUnreadyNodeIsNotReady) {
    FakeAgents agents;
    const FakeInits inits;
    for (const NodeIdentity& each : kNodes) {
        agents.answers[each.name] = answer_of(each, each.name != "kafka-1");
    }
    EXPECT_EQ(exit_code(cluster_status("demo", kNodes, agents, inits)), 1);
    EXPECT_EQ(exit_code(ClusterStatus{}), 3);
}

}  // namespace
}  // namespace ballast::cli
