// Agents and inits that die or are replaced under load: what the brokers' clients feel of it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <map>

#include "tests/integration/support/fault_fixture.hpp"
#include "tests/integration/support/load.hpp"

namespace ballast::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int kPartitions = 6;

// Time passes while the load runs; there is no event to wait for.
void let_pass(Seconds time) {
    const auto until = std::chrono::steady_clock::now() + time;
    eventually([&] { return std::chrono::steady_clock::now() > until; }, time + Seconds{5});
}

class Agents : public FaultFixture<Agents> {
  protected:
    static void SetUpTestSuite() { start_cluster("agents", {}); }
    void SetUp() override {
        ASSERT_TRUE(faults().up());
        for (const auto& node : cluster().status()["nodes"]) {
            before_[node["name"].asString()] = node;
        }
    }
    void TearDown() override { EXPECT_THAT(faults().lost(), IsEmpty()); }

    // The JVMs are the same as before, the agents are others, and all nodes are ready.
    bool only_agents_changed() const {
        return eventually(
            [&] {
                const auto nodes = cluster().status()["nodes"];
                return nodes.size() == before_.size() &&
                       std::ranges::all_of(nodes, [&](const auto& node) {
                           const auto& old = before_.at(node["name"].asString());
                           return node["ready"].asBool() && node["pid"] == old["pid"] &&
                                  node["agent_pid"] != old["agent_pid"];
                       });
            },
            Seconds{90});
    }
    void kill_agent(const std::string& node) const {
        kill(before_.at(node)["agent_pid"].asInt(), SIGKILL);
    }
    static void judge(const LoadReport& undisturbed, const LoadReport& disturbed) {
        fmt::print("LOAD before: {} acked, longest {} ms; during: {} acked, longest {} ms\n",
                   undisturbed.acknowledged, undisturbed.longest.count(), disturbed.acknowledged,
                   disturbed.longest.count());
        EXPECT_GT(disturbed.acknowledged, 0U);
        EXPECT_EQ(disturbed.failed, 0U);
        EXPECT_LE(disturbed.longest, undisturbed.normal());
    }
    // The load's own normal: its worst of a while without any disturbance.
    static LoadReport undisturbed(const Load& load) {
        let_pass(Seconds{5});  // connections, first batches
        load.take();
        let_pass(Seconds{15});
        return load.take();
    }

    std::map<std::string, Json::Value> before_;
};

TEST_F(Agents, ThatAreKilledOneAfterTheOtherAndAllAtOnceAreNotFelt) {
    const Load load(cluster().bootstrap(), "kept", kPartitions);
    const auto normal = undisturbed(load);
    for (const auto& [name, node] : before_) {
        kill_agent(name);
        ASSERT_TRUE(eventually([&, who = name, old = node] {
            const auto now = cluster().node(who);
            return now["ready"].asBool() && now["agent_pid"] != old["agent_pid"];
        }));
    }
    EXPECT_TRUE(only_agents_changed());
    judge(normal, load.take());

    for (const auto& node : cluster().status()["nodes"]) {
        before_[node["name"].asString()] = node;
    }
    for (const auto& [name, node] : before_) {
        kill_agent(name);
    }
    EXPECT_TRUE(only_agents_changed());
    judge(normal, load.take());
}

TEST_F(Agents, ThatAreUpgradedAreNotFeltEither) {
    const Load load(cluster().bootstrap(), "kept", kPartitions);
    const auto normal = undisturbed(load);
    const auto outcome =
        cluster().ballast("agent", {"upgrade", "--binary", binary_folder() / "ballast-agent"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    EXPECT_TRUE(only_agents_changed());
    judge(normal, load.take());
}

TEST_F(Agents, AnUpgradeToABinaryThatCrashesGoesBack) {
    const auto broken = cluster().folder() / "broken-agent";
    std::filesystem::copy_file("/bin/false", broken,
                               std::filesystem::copy_options::overwrite_existing);
    const Load load(cluster().bootstrap(), "kept", kPartitions);
    const auto normal = undisturbed(load);
    const auto outcome = cluster().ballast("agent", {"upgrade", "kafka-1", "--binary", broken});
    EXPECT_EQ(outcome.exit_code, 1) << outcome.out << outcome.err;
    EXPECT_THAT(outcome.out + outcome.err, HasSubstr("kafka-1"));
    ASSERT_TRUE(faults().ready("kafka-1"));
    EXPECT_EQ(faults().jvm("kafka-1"), before_.at("kafka-1")["pid"].asInt());
    judge(normal, load.take());
}

TEST_F(Agents, AnInitThatIsKilledIsToldAtOnceAndUpPutsItRight) {
    const auto identity = read_json(cluster().node_folder("kafka-1") / "run" / "init.json");
    const auto jvm = faults().jvm("kafka-1");
    ASSERT_EQ(kill(identity["pid"].asInt(), SIGKILL), 0);
    EXPECT_THAT(faults().see("kafka-1", "INIT_LOST", Seconds{20}), HasSubstr(std::to_string(jvm)));
    const auto up = cluster().up();
    EXPECT_EQ(up.exit_code, 0);
    ASSERT_TRUE(faults().all_ready());
    EXPECT_NE(faults().jvm("kafka-1"), jvm);
    EXPECT_NE(kill(jvm, 0), 0) << "the orphan is gone: never two JVMs on one volume";
    for (const std::string other : {"kafka-0", "kafka-2", "zookeeper-1"}) {
        EXPECT_EQ(faults().jvm(other), before_.at(other)["pid"].asInt()) << other;
    }
}

}  // namespace
}  // namespace ballast::test
