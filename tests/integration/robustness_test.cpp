// A small cluster that is broken off, stopped and started many times.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "common/files.hpp"
#include "tests/integration/support/records.hpp"
#include "tests/integration/support/test_cluster.hpp"

namespace ballast::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

int stop_count() {
    const char* value = getenv("BALLAST_STOPS");
    return value == nullptr ? 20 : atoi(value);
}

TEST(CleanStop, ABrokerStopsCleanlyManyTimesInARow) {
    const TestCluster cluster("clean");
    ASSERT_EQ(cluster.up({"--brokers", "1", "--zookeepers", "1"}).exit_code, 0);
    const auto marker = cluster.node_folder("kafka-0") / "volume" / "data" / ".kafka_cleanshutdown";
    ASSERT_EQ(cluster.ballast("topic", {"create", "kept"}).exit_code, 0);
    const auto acknowledged = produce(cluster.bootstrap(), "kept", "record", 100);
    for (int i = 0; i < stop_count(); ++i) {
        ASSERT_EQ(cluster.command("kafka-0", "stop"), 202);
        ASSERT_TRUE(eventually([&] { return cluster.node("kafka-0")["state"] == "STOPPED"; }));
        EXPECT_TRUE(std::filesystem::exists(marker)) << "stop " << i;
        ASSERT_EQ(cluster.command("kafka-0", "start"), 202);
        ASSERT_TRUE(eventually([&] { return cluster.node("kafka-0")["ready"].asBool(); }));
    }
    EXPECT_EQ(cluster.node("kafka-0")["restarts"].asInt(), 0);
    const auto logs = cluster.ballast("logs", {"kafka-0"});
    EXPECT_THAT(logs.out, Not(HasSubstr("no clean shutdown file was found")));
    const auto agent_log = read_file(cluster.node_folder("kafka-0") / "run" / "agent.log");
    ASSERT_TRUE(agent_log);
    EXPECT_THAT(*agent_log, HasSubstr("exit 143"));
    EXPECT_THAT(*agent_log, Not(HasSubstr("exit 1,")));
    EXPECT_THAT(lost_for_good(cluster.bootstrap(), "kept", acknowledged), IsEmpty());
}

// The moments are spread over the whole of a start, so that each phase is hit in some run.
TEST(BrokenUp, AKilledUpIsFinishedByTheNext) {
    const TestCluster cluster("broken");
    const std::vector<std::string> size{"--brokers", "1", "--zookeepers", "1"};
    for (const int milliseconds : {30, 150, 400, 900, 1800, 3500}) {
        const auto pid = start_command(cluster.command_line("up", size));
        const auto until =
            std::chrono::steady_clock::now() + std::chrono::milliseconds{milliseconds};
        eventually([&] { return std::chrono::steady_clock::now() > until; });
        kill(pid, SIGKILL);
        wait_command(pid, Seconds{10});
        const auto next = cluster.up(size);
        ASSERT_EQ(next.exit_code, 0) << "killed after " << milliseconds << " ms";
        EXPECT_TRUE(cluster.all_ready());
        ASSERT_EQ(cluster.down().exit_code, 0);
    }
}

TEST(InterruptedUp, CtrlCStopsWhatItStarted) {
    const TestCluster cluster("ctrlc");
    const auto pid =
        start_command(cluster.command_line("up", {"--brokers", "1", "--zookeepers", "1"}));
    ASSERT_TRUE(eventually([&] { return cluster.node("kafka-0")["pid"].asInt() > 0; }));
    kill(pid, SIGINT);
    EXPECT_GT(wait_command(pid, Seconds{120}), 0);
    EXPECT_EQ(cluster.ballast("status").exit_code, 3);
}

TEST(TwoClusters, RunSideBySide) {
    const TestCluster one("side-a");
    const TestCluster two("side-b");
    ASSERT_EQ(one.up({"--brokers", "1", "--zookeepers", "1"}).exit_code, 0);
    ASSERT_EQ(two.up({"--brokers", "1", "--zookeepers", "1"}).exit_code, 0);
    EXPECT_NE(one.bootstrap(), two.bootstrap());
    ASSERT_EQ(one.ballast("topic", {"create", "only-a"}).exit_code, 0);
    EXPECT_THAT(two.ballast("topic", {"list"}).out, Not(HasSubstr("only-a")));
    ASSERT_EQ(one.down().exit_code, 0);
    EXPECT_TRUE(two.all_ready());
    // The certificates of one are worth nothing to the other.
    const auto pki = one.folder() / "pki";
    const auto address = two.node("kafka-0")["address"].asString();
    EXPECT_NE(run_command({"curl", "-sS", "-k", "--cert", pki / "operator.crt", "--key",
                           pki / "operator.key", "https://" + address + ":7443/v1/node"})
                  .exit_code,
              0);
}

}  // namespace
}  // namespace ballast::test
