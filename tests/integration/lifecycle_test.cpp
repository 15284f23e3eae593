// One cluster of 3 ZooKeeper servers and 3 brokers through its whole life: what a user does first.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <set>

#include "common/files.hpp"
#include "common/json.hpp"
#include "tests/integration/support/agent_login.hpp"
#include "tests/integration/support/java_clients.hpp"
#include "tests/integration/support/records.hpp"
#include "tests/integration/support/test_cluster.hpp"

namespace ballast::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class Lifecycle : public ::testing::Test {
  protected:
    // One cluster for all tests of this file: starting it is what costs.
    static void SetUpTestSuite() {
        cluster_ = new TestCluster("life");
        first_up_ = new Outcome(cluster_->up());
    }
    static void TearDownTestSuite() {
        delete cluster_;
        delete first_up_;
    }

    static TestCluster* cluster_;
    static Outcome* first_up_;
};

TestCluster* Lifecycle::cluster_ = nullptr;
Outcome* Lifecycle::first_up_ = nullptr;

TEST_F(Lifecycle, A_UpEndsWithSixReadyNodesAndSaysHowToGoOn) {
    ASSERT_EQ(first_up_->exit_code, 0);
    EXPECT_TRUE(cluster_->all_ready());
    EXPECT_EQ(cluster_->status()["nodes"].size(), 6U);
    EXPECT_THAT(first_up_->out, HasSubstr(cluster_->bootstrap()));
    EXPECT_THAT(first_up_->out, HasSubstr("ballast status"));
}

TEST_F(Lifecycle, B_StatusIsTheContract) {
    const auto status = cluster_->status();
    const auto members = status.getMemberNames();
    EXPECT_THAT(members, UnorderedElementsAre("cluster", "bootstrap", "nodes"));
    EXPECT_EQ(status["cluster"], "life");
    for (const auto& node : status["nodes"]) {
        EXPECT_THAT(node.getMemberNames(),
                    UnorderedElementsAre("name", "role", "id", "state", "ready", "code", "reason",
                                         "since", "pid", "agent_pid", "address", "restarts",
                                         "heap_bytes", "rss_bytes", "config_revision"));
        EXPECT_EQ(node["state"], "SERVING");
        EXPECT_EQ(node["code"], "");
        EXPECT_GT(node["pid"].asInt(), 0);
        EXPECT_GT(node["rss_bytes"].asInt64(), 10'000'000);
        EXPECT_EQ(node["heap_bytes"].asInt64(),
                  (node["role"] == "kafka" ? 512LL : 256LL) * 1024 * 1024);
    }
    for (const std::string form : {"table", "wide", "yaml"}) {
        const auto outcome = cluster_->ballast("status", {"-o", form});
        EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
        EXPECT_THAT(outcome.out, HasSubstr("kafka-2"));
    }
}

TEST_F(Lifecycle, C_TopicsAreMadeShownAndDeleted) {
    ASSERT_EQ(cluster_->ballast("topic", {"create", "orders", "--partitions", "6"}).exit_code, 0);
    EXPECT_THAT(cluster_->ballast("topic", {"list"}).out, HasSubstr("orders"));
    const auto described = cluster_->ballast("topic", {"describe", "orders", "-o", "json"});
    const auto json = parse_json(described.out);
    ASSERT_TRUE(json) << described.out << described.err;
    EXPECT_EQ((*json)["partitions"].size(), 6U);
    EXPECT_EQ((*json)["partitions"][0]["replicas"].size(), 3U);
    ASSERT_EQ(cluster_->ballast("topic", {"create", "gone"}).exit_code, 0);
    EXPECT_EQ(cluster_->ballast("topic", {"delete", "gone", "--yes"}).exit_code, 0);
    EXPECT_NE(cluster_->ballast("topic", {"create", "wide", "--replication-factor", "9"}).exit_code,
              0);
}

TEST_F(Lifecycle, D_TheRealClientsProduceAndConsume) {
    const auto acknowledged = produce(cluster_->bootstrap(), "orders", "librdkafka", 1000);
    EXPECT_EQ(acknowledged.size(), 1000U);
    const auto java = java_produce(cluster_->bootstrap(), "orders", "java", 200);
    ASSERT_EQ(java.exit_code, 0) << java.err;
    const auto read = consume_all(cluster_->bootstrap(), "orders");
    EXPECT_THAT(lost(acknowledged, read), IsEmpty());
    EXPECT_EQ(read.size(), 1200U);
    const auto java_read = java_consume(cluster_->bootstrap(), "orders", 1200);
    EXPECT_EQ(java_read.exit_code, 0) << java_read.err;
    EXPECT_THAT(java_read.out, HasSubstr("librdkafka-999"));
}

TEST_F(Lifecycle, E_LogsAreFilteredAndMerged) {
    const auto all = cluster_->ballast("logs", {"kafka-0", "--grep", "id=0. started"});
    EXPECT_EQ(all.exit_code, 0) << all.err;
    EXPECT_THAT(all.out, HasSubstr("KafkaServer"));
    const auto merged = cluster_->ballast("logs", {"--tail", "5"});
    EXPECT_THAT(merged.out, HasSubstr("zookeeper-1"));
    EXPECT_THAT(merged.out, HasSubstr("kafka-2"));
    const auto unknown = cluster_->ballast("logs", {"kafka-9"});
    EXPECT_EQ(unknown.exit_code, 1);
    EXPECT_THAT(unknown.err, HasSubstr("kafka-2"));
    EXPECT_EQ(cluster_->ballast("logs", {"--grep", "(("}).exit_code, 2);
}

TEST_F(Lifecycle, E2_LogLevelsOfRunningBrokersChangeAtOnce) {
    const auto level = [](const std::string& node) {
        const auto shown = cluster_->ballast("log-level", {node, "kafka.controller", "-o", "json"});
        const auto json = parse_json(shown.out);
        return json ? (*json)["loggers"][0]["level"].asString() : shown.err;
    };
    const auto normal = level("kafka-0");
    EXPECT_EQ(cluster_->ballast("log-level", {"kafka.controller", "debug"}).exit_code, 0);
    for (const auto* node : {"kafka-0", "kafka-1", "kafka-2"}) {
        EXPECT_EQ(level(node), "DEBUG") << node;
    }
    EXPECT_EQ(cluster_->ballast("log-level", {"kafka-0", "kafka.controller", normal}).exit_code, 0);
    EXPECT_EQ(level("kafka-0"), normal);
    EXPECT_EQ(level("kafka-1"), "DEBUG");
    EXPECT_EQ(cluster_->ballast("log-level", {"kafka.controller", "DEFAULT"}).exit_code, 0);
    EXPECT_NE(level("kafka-1"), "DEBUG");

    const auto none = cluster_->ballast("log-level", {"kafka-0", "no.such.logger", "DEBUG"});
    EXPECT_EQ(none.exit_code, 1);
    EXPECT_THAT(none.err, HasSubstr("kafka-0 has no logger 'no.such.logger'"));
    EXPECT_EQ(cluster_->ballast("log-level", {"root", "LOUD"}).exit_code, 2);
    EXPECT_EQ(cluster_->ballast("log-level", {"zookeeper-1", "root"}).exit_code, 4);
}

TEST_F(Lifecycle, F_UpAgainChangesNothing) {
    const auto before = cluster_->status();
    const auto again = cluster_->up();
    EXPECT_EQ(again.exit_code, 0);
    EXPECT_THAT(again.out, HasSubstr("already"));
    const auto after = cluster_->status();
    for (Json::ArrayIndex i = 0; i < before["nodes"].size(); ++i) {
        EXPECT_EQ(before["nodes"][i]["pid"], after["nodes"][i]["pid"]);
    }
}

TEST_F(Lifecycle, G_AnotherSizeIsRefusedWhileItRuns) {
    const auto outcome = cluster_->ballast("up", {"--brokers", "5"});
    EXPECT_EQ(outcome.exit_code, 4);
    EXPECT_THAT(outcome.err + outcome.out, HasSubstr("3 -> 5"));
    EXPECT_EQ(cluster_->status()["nodes"].size(), 6U);
}

TEST_F(Lifecycle, H_TheAgentTakesOrdersOnlyWithACertificate) {
    const auto url = "https://" + cluster_->node("kafka-0")["address"].asString() + ":7443/v1/node";
    const auto ca = cluster_->folder() / "pki" / "ca.crt";
    EXPECT_NE(run_command({"curl", "-sS", "--cacert", ca, url}).exit_code, 0);
    const auto node_pki = cluster_->node_folder("kafka-1") / "pki";
    const auto as_node = run_command(
        {"curl", "-sS", "--cacert", ca, "--cert", node_pki / "node.crt", "--key",
         node_pki / "node.key", "-H", "Content-Type: application/json", "-d",
         R"({"id":"x","verb":"stop"})", "-o", "/dev/null", "-w", "%{http_code}",
         "https://" + cluster_->node("kafka-0")["address"].asString() + ":7443/v1/commands"});
    EXPECT_EQ(as_node.out, "403") << as_node.err;
}

TEST_F(Lifecycle, H2_TheAgentListenerTakesOnlyItsOwnPassword) {
    const auto identity = parse_json(*read_file(cluster_->node_folder("kafka-0") / "node.json"));
    const auto password =
        read_file(std::filesystem::path((*identity)["secrets_dir"].asString()) / "agent.password");
    ASSERT_TRUE(password);
    const auto address = cluster_->node("kafka-0")["address"].asString();
    EXPECT_EQ(agent_login(address, *password), "3 brokers");
    EXPECT_THAT(agent_login(address, "guess"), HasSubstr("AUTHENTICATION_FAILED"));
}

TEST_F(Lifecycle, I_TheDeathOfAnAgentIsInvisibleToItsBroker) {
    const auto before = cluster_->node("kafka-1");
    const auto acknowledged_before = produce(cluster_->bootstrap(), "orders", "before-kill", 100);
    ASSERT_EQ(kill(before["agent_pid"].asInt(), SIGKILL), 0);
    EXPECT_EQ(produce(cluster_->bootstrap(), "orders", "agent-dead", 100).size(), 100U);
    ASSERT_TRUE(eventually([&] {
        const auto now = cluster_->node("kafka-1");
        return now["ready"].asBool() && now["agent_pid"] != before["agent_pid"];
    }));
    EXPECT_EQ(cluster_->node("kafka-1")["pid"], before["pid"]);
}

TEST_F(Lifecycle, J_ABrokerThatDiesIsStartedAgain) {
    const auto before = cluster_->node("kafka-2");
    ASSERT_EQ(kill(before["pid"].asInt(), SIGKILL), 0);
    ASSERT_TRUE(eventually(
        [&] {
            const auto now = cluster_->node("kafka-2");
            return now["ready"].asBool() && now["pid"] != before["pid"];
        },
        Seconds{120}));
    EXPECT_GT(cluster_->node("kafka-2")["restarts"].asInt(), before["restarts"].asInt());
}

TEST_F(Lifecycle, K_StopStaysOverUpAndStartEndsIt) {
    ASSERT_EQ(cluster_->command("zookeeper-3", "stop"), 202);
    ASSERT_TRUE(eventually([&] { return cluster_->node("zookeeper-3")["state"] == "STOPPED"; }));
    const auto up = cluster_->ballast("up");
    EXPECT_EQ(up.exit_code, 1);
    EXPECT_THAT(up.out + up.err, HasSubstr("zookeeper-3"));
    EXPECT_EQ(cluster_->node("zookeeper-3")["state"], "STOPPED");
    ASSERT_EQ(cluster_->command("zookeeper-3", "start"), 202);
    EXPECT_TRUE(eventually([&] { return cluster_->node("zookeeper-3")["ready"].asBool(); }));
}

TEST_F(Lifecycle, L_DownThenUpKeepsTopicsAndRecords) {
    const auto acknowledged = produce(cluster_->bootstrap(), "orders", "kept", 500);
    ASSERT_EQ(acknowledged.size(), 500U);
    const auto down = cluster_->down();
    ASSERT_EQ(down.exit_code, 0) << down.out << down.err;
    for (const auto* node : {"kafka-0", "kafka-1", "kafka-2"}) {
        EXPECT_TRUE(std::filesystem::exists(cluster_->node_folder(node) / "volume" / "data" /
                                            ".kafka_cleanshutdown"))
            << node;
    }
    EXPECT_EQ(cluster_->ballast("status").exit_code, 3);
    EXPECT_EQ(cluster_->ballast("logs", {"kafka-0", "--tail", "1"}).exit_code, 0);
    ASSERT_EQ(cluster_->up().exit_code, 0);
    EXPECT_THAT(lost_for_good(cluster_->bootstrap(), "orders", acknowledged), IsEmpty());
}

TEST_F(Lifecycle, M_APowerCutWithEmptyTmpfsLosesNothingAcknowledged) {
    const auto acknowledged = produce(cluster_->bootstrap(), "orders", "cut", 500);
    ASSERT_EQ(acknowledged.size(), 500U);
    const auto identity = parse_json(*read_file(cluster_->node_folder("kafka-0") / "node.json"));
    cluster_->power_cut();
    std::filesystem::remove_all(
        std::filesystem::path((*identity)["secrets_dir"].asString()).parent_path());
    ASSERT_EQ(cluster_->up().exit_code, 0);
    EXPECT_THAT(lost_for_good(cluster_->bootstrap(), "orders", acknowledged), IsEmpty());
}

TEST_F(Lifecycle, N_NoPasswordIsInAnArgumentOrAnEnvironment) {
    const auto identity = parse_json(*read_file(cluster_->node_folder("kafka-0") / "node.json"));
    const auto password =
        read_file(std::filesystem::path((*identity)["secrets_dir"].asString()) / "agent.password");
    ASSERT_TRUE(password);
    ASSERT_GE(password->size(), 32U);
    const auto node = cluster_->node("kafka-0");
    for (const auto pid : {node["pid"].asInt(), node["agent_pid"].asInt()}) {
        for (const auto* what : {"cmdline", "environ"}) {
            const auto text = read_file("/proc/" + std::to_string(pid) + "/" + what);
            ASSERT_TRUE(text);
            EXPECT_EQ(text->find(*password), std::string::npos) << pid << " " << what;
        }
    }
    EXPECT_EQ(cluster_->ballast("logs", {"kafka-0"}).out.find(*password), std::string::npos);
}

}  // namespace
}  // namespace ballast::test
