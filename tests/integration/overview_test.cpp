// What the coordinator says of a real cluster in which something is wrong: verdict, may-stop, plan.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <set>

#include "common/files.hpp"
#include "common/json.hpp"
#include "tests/integration/support/fault_fixture.hpp"
#include "tests/integration/support/java_clients.hpp"

namespace ballast::test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

class Overview : public FaultFixture<Overview> {
  protected:
    static void SetUpTestSuite() {
        start_cluster("coord", {"--brokers", "3", "--zookeepers", "3"});
    }
    void SetUp() override {
        ASSERT_TRUE(faults().up());
        ASSERT_TRUE(eventually([] { return verdict() == "OK"; })) << ask("health", {}).value;
    }

    struct Told {
        int exit_code = -1;
        Json::Value value;
    };
    static Told ask(const std::string& command, std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), {"-o", "json"});
        const auto outcome = cluster().ballast(command, std::move(arguments), Seconds{30});
        const auto parsed = parse_json(outcome.out);
        return {.exit_code = outcome.exit_code, .value = parsed ? *parsed : Json::Value()};
    }
    static std::string verdict() { return ask("health", {}).value["verdict"].asString(); }
    static std::set<std::string> codes(const Json::Value& list) {
        std::set<std::string> found;
        for (const auto& entry : list) {
            found.insert(entry["code"].asString());
        }
        return found;
    }
    static std::set<std::string> findings() { return codes(ask("health", {}).value["findings"]); }
    static bool eventually_found(const std::string& code) {
        return eventually([&] { return findings().contains(code); });
    }
    static bool eventually_well() {
        return eventually([] { return verdict() == "OK"; }, Seconds{120});
    }
    static bool topic(std::vector<std::string> arguments) {
        return cluster().ballast("topic", std::move(arguments)).exit_code == 0;
    }
    static pid_t coordinator() {
        const auto init = read_json(cluster().folder() / "coordinator/run/init.json");
        const auto children = run_command({"pgrep", "-P", init["pid"].asString()}).out;
        return std::atoi(children.c_str());
    }
};

TEST_F(Overview, OfAClusterThatIsWellAllowsAnyNodeAndPlansInOrder) {
    for (const std::string node : {"kafka-0", "kafka-1", "kafka-2", "zookeeper-1", "zookeeper-3"}) {
        const auto told = ask("may-stop", {node});
        EXPECT_EQ(told.exit_code, 0) << node << told.value;
        EXPECT_EQ(told.value["answer"], "yes");
    }
    // Every partition of "kept" has replicas on all three brokers.
    const auto two = ask("may-stop", {"kafka-0", "kafka-1"});
    EXPECT_EQ(two.exit_code, 4) << two.value;
    EXPECT_THAT(codes(two.value["blockers"]), Contains("UNDER_MIN_ISR"));
    EXPECT_EQ(ask("may-stop", {"zookeeper-1", "zookeeper-2"}).exit_code, 4);
    EXPECT_EQ(ask("may-stop", {"kafka-0", "zookeeper-1"}).exit_code, 4);

    const auto plan = ask("plan", {"roll"});
    EXPECT_EQ(plan.exit_code, 0) << plan.value;
    std::vector<std::string> order;
    for (const auto& batch : plan.value["batches"]) {
        EXPECT_EQ(batch["nodes"].size(), 1U) << batch;
        EXPECT_FALSE(batch["why"].asString().empty());
        order.push_back(batch["nodes"][0].asString());
    }
    EXPECT_EQ(order.size(), 6U) << plan.value;
    EXPECT_EQ(std::set<std::string>(order.begin(), order.end()).size(), 6U);
    const auto top = ask("top", {});
    std::string last_broker;
    std::string last_server;
    for (const auto& node : order) {
        (node.starts_with("kafka") ? last_broker : last_server) = node;
    }
    for (const auto& node : top.value["nodes"]) {
        if (node["kafka"].isObject() && node["kafka"]["controller"].asBool()) {
            EXPECT_EQ(node["name"], last_broker);
        }
        if (node["zookeeper"].isObject() && node["zookeeper"]["mode"] == "leader") {
            EXPECT_EQ(node["name"], last_server);
        }
    }
}

TEST_F(Overview, ABrokerThatIsDownForbidsTheOthers) {
    ASSERT_TRUE(faults().stop("kafka-1"));
    EXPECT_NE(ask("may-stop", {"kafka-0"}).exit_code, 0) << "nor a moment later";
    ASSERT_TRUE(eventually_found("UNDER_REPLICATED"));
    EXPECT_EQ(verdict(), "DEGRADED");
    for (const std::string node : {"kafka-0", "kafka-2"}) {
        const auto told = ask("may-stop", {node});
        EXPECT_EQ(told.exit_code, 4) << told.value;
        EXPECT_THAT(codes(told.value["blockers"]), Contains("UNDER_MIN_ISR"));
    }
    const auto described = cluster().ballast("topic", {"list", "--at-min-isr"});
    EXPECT_THAT(described.out, HasSubstr("kept"));

    // A second one: below the minimum.
    ASSERT_TRUE(faults().stop("kafka-2"));
    ASSERT_TRUE(eventually_found("UNDER_MIN_ISR"));
    EXPECT_EQ(verdict(), "UNSAFE");
    EXPECT_EQ(ask("health", {}).exit_code, 1);
    ASSERT_TRUE(faults().start("kafka-1") && faults().start("kafka-2"));
    EXPECT_TRUE(eventually_well());
}

TEST_F(Overview, PartitionsWithOneReplicaNeedAPolicy) {
    ASSERT_TRUE(topic({"create", "single", "--partitions", "3", "--replication-factor", "1"}));
    ASSERT_TRUE(eventually([] { return ask("may-stop", {"kafka-0"}).exit_code == 4; }));
    EXPECT_THAT(codes(ask("may-stop", {"kafka-0"}).value["blockers"]), Contains("RF_ONE"));
    const auto plan = ask("plan", {"roll", "--role", "kafka"});
    EXPECT_EQ(plan.exit_code, 4) << plan.value;
    EXPECT_EQ(plan.value["refused"].size(), 3U);
    const auto allowed = ask("plan", {"roll", "--role", "kafka", "--allow-unavailable"});
    EXPECT_EQ(allowed.exit_code, 0) << allowed.value;
    EXPECT_EQ(allowed.value["batches"].size(), 3U);
    EXPECT_FALSE(allowed.value["costs"].empty());
    ASSERT_TRUE(topic({"delete", "single", "--yes"}));
    EXPECT_TRUE(eventually([] { return ask("may-stop", {"kafka-0"}).exit_code == 0; }));
}

TEST_F(Overview, AReassignmentIsSeenAndCounted) {
    ASSERT_TRUE(topic({"create", "moved", "--partitions", "1", "--replication-factor", "2"}));
    ASSERT_EQ(java_produce(cluster().bootstrap(), "moved", std::string(900, 'x'), 4000).exit_code,
              0);
    const auto file = cluster().folder().parent_path() / "moves.json";
    const auto described =
        parse_json(cluster().ballast("topic", {"describe", "moved", "-o", "json"}).out);
    ASSERT_TRUE(described);
    const auto replicas = (*described)["partitions"][0]["replicas"];
    int third = 3;
    for (const auto& replica : replicas) {
        third -= replica.asInt();
    }
    ASSERT_TRUE(write_file_durably(
        file, fmt::format(R"({{"version":1,"partitions":[{{"topic":"moved","partition":0,)"
                          R"("replicas":[{},{}]}}]}})",
                          replicas[0].asInt(), third)));
    // Slow enough to be looked at.
    ASSERT_EQ(java_tool("org.apache.kafka.tools.reassign.ReassignPartitionsCommand",
                        {"--bootstrap-server", cluster().bootstrap(), "--execute",
                         "--reassignment-json-file", file, "--throttle", "100000"})
                  .exit_code,
              0);
    EXPECT_TRUE(eventually_found("REASSIGNING"));
    EXPECT_EQ(ask("health", {}).value["findings"][0]["partitions"][0], "moved-0");
    java_tool("org.apache.kafka.tools.reassign.ReassignPartitionsCommand",
              {"--bootstrap-server", cluster().bootstrap(), "--cancel", "--reassignment-json-file",
               file});
    EXPECT_TRUE(eventually_well());
    ASSERT_TRUE(topic({"delete", "moved", "--yes"}));
}

TEST_F(Overview, AZooKeeperServerThatIsDownForbidsTheOthersAndBrokers) {
    ASSERT_TRUE(faults().stop("zookeeper-2"));
    EXPECT_NE(ask("may-stop", {"kafka-0"}).exit_code, 0);
    ASSERT_TRUE(eventually([] { return verdict() == "DEGRADED"; }));
    for (const std::string node : {"zookeeper-1", "zookeeper-3", "kafka-0"}) {
        const auto told = ask("may-stop", {node});
        EXPECT_NE(told.exit_code, 0) << told.value;
    }
    EXPECT_TRUE(eventually([] {  // once the server itself does not answer
        return ask("may-stop", {"zookeeper-1"}).exit_code == 4 &&
               ask("may-stop", {"zookeeper-3"}).exit_code == 4;
    }));
    EXPECT_EQ(ask("may-stop", {"kafka-0"}).exit_code, 4) << "never a broker and a server together";
    ASSERT_TRUE(faults().start("zookeeper-2"));
    EXPECT_TRUE(eventually_well());
}

// What it was told of them before is shown with its age, and nothing is decided by it.
TEST_F(Overview, ThatIsCutOffFromHalfOfTheAgentsSaysSoAndNeverYes) {
    const std::set<std::string> cut{"kafka-1", "kafka-2", "zookeeper-1"};
    std::vector<pid_t> agents;
    for (const auto& node : cut) {
        agents.push_back(cluster().node(node)["agent_pid"].asInt());
        ASSERT_EQ(kill(agents.back(), SIGSTOP), 0);
    }
    EXPECT_TRUE(eventually([&] {
        std::set<std::string> named;
        for (const auto& finding : ask("health", {}).value["findings"]) {
            if (finding["code"] == "NODE_SILENT") {
                for (const auto& node : finding["nodes"]) {
                    named.insert(node.asString());
                }
            }
        }
        return named == cut;
    }));
    EXPECT_NE(verdict(), "OK");
    for (const std::string node : {"kafka-0", "kafka-1", "zookeeper-1", "zookeeper-2"}) {
        const auto told = ask("may-stop", {node});
        EXPECT_EQ(told.exit_code, 3) << told.value;
        EXPECT_EQ(told.value["answer"], "unknown");
    }
    EXPECT_NE(ask("plan", {"roll"}).exit_code, 0);
    for (const auto& node : ask("top", {}).value["nodes"]) {
        const bool silent = cut.contains(node["name"].asString());
        EXPECT_EQ(node["heard_seconds_ago"].asDouble() > 3.0, silent) << node;
        EXPECT_EQ(node["silence"].asString().empty(), !silent) << node;
    }
    for (const auto agent : agents) {
        ASSERT_EQ(kill(agent, SIGCONT), 0);
    }
    EXPECT_TRUE(eventually_well());
}

TEST_F(Overview, ThatIsKilledComesBackAndKnowsNothingUntilItHasLooked) {
    const auto before = coordinator();
    ASSERT_GT(before, 0);
    ASSERT_EQ(kill(before, SIGKILL), 0);
    // Whatever it answers meanwhile, it is not a yes from nowhere.
    EXPECT_TRUE(eventually([&] {
        const auto told = ask("health", {});
        EXPECT_TRUE(told.exit_code == 3 || told.value["verdict"] == "OK") << told.value;
        return told.exit_code == 0 && coordinator() != before;
    }));
    EXPECT_TRUE(faults().all_ready());
}

}  // namespace
}  // namespace ballast::test
