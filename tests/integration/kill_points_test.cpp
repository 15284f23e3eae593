// An agent that is killed at each step of each write to its disk, on a real broker: it converges.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <functional>

#include "common/bytes.hpp"
#include "common/files.hpp"
#include "tests/integration/support/broken_machine.hpp"
#include "tests/integration/support/fault_fixture.hpp"

namespace ballast::test {
namespace {

namespace fs = std::filesystem;

using ::testing::IsEmpty;

constexpr auto kNode = "kafka-0";

// Every n-th step; $BALLAST_KILL_POINTS=1 for all.
int stride() {
    const char* wanted = std::getenv("BALLAST_KILL_POINTS");
    return wanted == nullptr ? 11 : std::max(1, std::atoi(wanted));
}

class KillPoints : public FaultFixture<KillPoints> {
  protected:
    static void SetUpTestSuite() {
        start_cluster("killpoints", {"--brokers", "1", "--zookeepers", "1"});
        if (faults().up()) {
            armed_ = cluster().folder().parent_path() / "kill-point";
            ready_ = leave(cluster(), kNode) &&
                     launch(cluster(), kNode,
                            {.environment = {{"LD_PRELOAD", BALLAST_KILL_POINT_LIBRARY},
                                             {"BALLAST_KILL_POINT", armed_}},
                             .group = {}}) &&
                     faults().ready(kNode);
        }
    }
    void SetUp() override { ASSERT_TRUE(ready_); }
    void TearDown() override {
        fs::remove(armed_);
        EXPECT_TRUE(faults().ready(kNode));
        EXPECT_THAT(faults().lost(), IsEmpty());
    }

    static Json::Value node() { return cluster().node(kNode); }
    // The HTTP status; 0 where the agent died before it answered.
    static int post(const std::string& id, const std::string& verb, const std::string& more) {
        const auto pki = cluster().folder() / "pki";
        const auto identity = read_json(cluster().node_folder(kNode) / "node.json");
        const auto body = fmt::format(R"({{"id":"{}","verb":"{}"{}}})", id, verb, more);
        const auto outcome =
            run_command({"curl", "-sS", "--cacert", pki / "ca.crt", "--cert", pki / "operator.crt",
                         "--key", pki / "operator.key", "-H", "Content-Type: application/json",
                         "-o", "/dev/null", "-w", "%{http_code}", "-d", body,
                         "https://" + identity["address"].asString() + ":7443/v1/commands"});
        return outcome.exit_code == 0 ? std::atoi(outcome.out.c_str()) : 0;
    }
    static bool was_killed() { return !fs::exists(armed_); }

    // Gives the command with the agent killed at each of its steps until there is none left. Each
    // time the node comes to `reached`, then `back` (not disturbed) leads to where it started.
    static void kill_at_each_step(const std::string& verb, const std::string& more,
                                  const std::function<bool()>& reached,
                                  const std::function<bool()>& back) {
        int kills = 0;
        for (int step = 1; step < 2000; step += stride()) {
            SCOPED_TRACE(fmt::format("{}, killed at step {}", verb, step));
            const auto agent = node()["agent_pid"].asInt();
            const auto id = random_hex(8);
            ASSERT_TRUE(write_file_durably(armed_, std::to_string(step)));
            // Whoever got no answer asks again, with the same id.
            ASSERT_TRUE(eventually([&] { return post(id, verb, more) == 202; }));
            // What was killed after its answer needs no other word.
            ASSERT_TRUE(eventually([&] { return reached() || was_killed(); }, Seconds{90}));
            ASSERT_TRUE(eventually(reached, Seconds{90})) << node();
            const bool killed = was_killed();
            fs::remove(armed_);
            EXPECT_TRUE(eventually([] { return is_well(); })) << node();
            ASSERT_TRUE(back());
            if (!killed) {
                fmt::print("KILLED at {} steps of {} (every {}. of about {})\n", kills, verb,
                           stride(), step);
                EXPECT_GT(kills, 0);
                return;
            }
            ++kills;
            EXPECT_NE(node()["agent_pid"].asInt(), agent);
        }
        FAIL() << verb << " has no end";
    }
    // Its agent answers and knows of nothing that is wrong, as after any other command.
    static bool is_well() {
        const auto code = node()["code"].asString();
        return code.empty() || code == "STOPPED_ON_PURPOSE" || code == "ON_HOLD";
    }
    static bool serves() {
        const auto now = node();
        return now["state"] == "SERVING" && now["ready"].asBool();
    }
    static bool is_stopped() {
        const auto now = node();
        return now["state"] == "STOPPED" && now["pid"].asInt() == 0;
    }
    static bool is_held() { return shown(cluster(), kNode)["on_hold"].isObject(); }
    static bool is_free() {
        const auto now = shown(cluster(), kNode);
        return now.isObject() && now.isMember("on_hold") && now["on_hold"].isNull();
    }
    static bool give(const std::string& verb) { return post(random_hex(8), verb, "") == 202; }

    static fs::path armed_;
    static bool ready_;
};

fs::path KillPoints::armed_;
bool KillPoints::ready_ = false;

TEST_F(KillPoints, OfAStop) {
    kill_at_each_step("stop", "", is_stopped,
                      [] { return give("start") && eventually(serves, Seconds{90}); });
}

TEST_F(KillPoints, OfAStart) {
    ASSERT_TRUE(give("stop") && eventually(is_stopped));
    kill_at_each_step("start", "", serves,
                      [] { return give("stop") && eventually(is_stopped, Seconds{90}); });
    ASSERT_TRUE(give("start") && eventually(serves, Seconds{90}));
}

TEST_F(KillPoints, OfAHoldAndOfARelease) {
    const auto pid = faults().jvm(kNode);
    kill_at_each_step("hold", "", is_held, [] { return give("release") && eventually(is_free); });
    ASSERT_TRUE(give("hold") && eventually(is_held));
    kill_at_each_step("release", "", is_free, [] { return give("hold") && eventually(is_held); });
    ASSERT_TRUE(give("release"));
    EXPECT_EQ(faults().jvm(kNode), pid) << "the JVM heard nothing of it";
}

TEST_F(KillPoints, OfARestart) {
    pid_t before = faults().jvm(kNode);
    const auto restarted = [&] { return serves() && faults().jvm(kNode) != before; };
    kill_at_each_step("restart", "", restarted, [&] {
        before = faults().jvm(kNode);
        return before > 0;
    });
}

// The document that a node accepts is written by a program of its own.
TEST_F(KillPoints, OfAnAcceptedDocument) {
    const auto folder = cluster().node_folder(kNode);
    ASSERT_TRUE(leave(cluster(), kNode));
    const auto revision_of = [&] {
        return run_command(
            {binary_folder() / "ballast-agent", "render", "--node-dir", folder, "--output", "-"});
    };
    const auto before = revision_of();
    ASSERT_EQ(before.exit_code, 0) << before.err;
    const auto changed = cluster().folder().parent_path() / "changed.yaml";
    fs::copy_file(cluster().folder() / "cluster.yaml", changed);
    ASSERT_TRUE(replace_in(changed, "config: {}", "config: {log.retention.hours: 171}"));
    const auto accept = [&] {
        return run_command({"env", std::string("LD_PRELOAD=") + BALLAST_KILL_POINT_LIBRARY,
                            "BALLAST_KILL_POINT=" + armed_.string(),
                            binary_folder() / "ballast-agent", "accept", "--node-dir", folder,
                            "--document", changed});
    };
    int kills = 0;
    bool killed = true;
    std::string after;
    for (int step = 1; killed; ++step) {
        ASSERT_TRUE(write_file_durably(armed_, std::to_string(step)));
        const auto outcome = accept();
        killed = was_killed();
        fs::remove(armed_);
        EXPECT_EQ(outcome.exit_code, killed ? 128 + SIGKILL : 0) << outcome.err;
        kills += killed ? 1 : 0;
        const auto rendered = revision_of();
        EXPECT_EQ(rendered.exit_code, 0) << rendered.err;
        EXPECT_TRUE(rendered.out == before.out || rendered.out.contains("171")) << rendered.out;
    }
    fmt::print("KILLED at {} steps of accept\n", kills);
    EXPECT_GT(kills, 3);
    EXPECT_TRUE(revision_of().out.contains("171"));
    // `up` would refuse another document than the cluster's.
    EXPECT_EQ(run_command({binary_folder() / "ballast-agent", "accept", "--node-dir", folder,
                           "--document", cluster().folder() / "cluster.yaml"})
                  .exit_code,
              0);
    ASSERT_EQ(cluster().up().exit_code, 0);
}

}  // namespace
}  // namespace ballast::test
