// How init keeps the agent itself, and what is different where init is PID 1.
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/unit/init/init_fixture.hpp"

namespace ballast::test {
namespace {

using namespace ballast::init;
using testing::ElementsAre;
using testing::HasSubstr;

class InitAgentTest : public InitTest {
  protected:
    FakeAgent next_agent() {
        auto agent = accept();
        EXPECT_EQ(agent.expect<Hello>().state, JvmState::none);
        return agent;
    }
    std::string log_of_agents() const { return read_text(dir_ + "/run/agent.log"); }
    std::string log_of_init() const { return read_text(dir_ + "/init.log"); }
};

TEST_F(InitAgentTest, HasItsSocketAndNothingElseOfInit) {
    launch();
    const auto agent = next_agent();
    const auto fds = std::filesystem::path("/proc") / std::to_string(agent.pid()) / "fd";
    // It closes its socket after it has handed it on.
    EXPECT_TRUE(eventually([&] { return !std::filesystem::exists(fds / "3"); }));
    std::vector<std::string> open_files;
    for (const auto& entry : std::filesystem::directory_iterator(fds)) {
        open_files.push_back(entry.path().filename());
    }
    std::ranges::sort(open_files);
    EXPECT_THAT(open_files, ElementsAre("0", "1", "2"));
    EXPECT_EQ(std::filesystem::read_symlink(fds / "2"), dir_ + "/run/agent.log");
}

TEST_F(InitAgentTest, EachDeathInARowDoublesTheWait) {
    launch();
    for (int i = 0; i < 3; ++i) {
        next_agent().kill();
    }
    next_agent();
    const auto log = log_of_init();
    const auto first = log.find("starts in 100 ms");
    const auto second = log.find("starts in 200 ms", first);
    EXPECT_NE(log.find("starts in 400 ms", second), std::string::npos) << log;
}

TEST_F(InitAgentTest, ItsLogIsKeptOverStartsAndRotatedWhenItIsLarge) {
    launch();
    next_agent().kill();
    auto agent = next_agent();
    EXPECT_EQ(log_of_agents(), "a fake agent\na fake agent\n");
    std::ofstream(dir_ + "/run/agent.log", std::ios::app) << std::string(1 << 20, 'x');
    agent.kill();
    next_agent();
    EXPECT_EQ(log_of_agents(), "a fake agent\n");
    EXPECT_THAT(read_text(dir_ + "/run/agent.log.1"), HasSubstr("a fake agent\nxxx"));
}

class InitAsPidOneTest : public InitAgentTest {
  protected:
    void SetUp() override {
        if (!launch_as_pid_1()) {
            GTEST_SKIP() << "no pid namespaces here: " << read_text(dir_ + "/unshare.log");
        }
    }
    pid_t init_pid() const {
        const auto all = children(init_);
        return all.size() == 1 ? all[0] : -1;
    }
};

TEST_F(InitAsPidOneTest, WritesTheAgentsOutputToItsOwnStderr) {
    auto agent = next_agent();
    EXPECT_THAT(log_of_init(), HasSubstr("a fake agent\n"));
    EXPECT_FALSE(std::filesystem::exists(dir_ + "/run/agent.log"));
    EXPECT_THAT(read_text(dir_ + "/run/init.json"), HasSubstr("\"pid\":1,"));
}

TEST_F(InitAsPidOneTest, KeepsExitsAndReapsWhatTheyLeaveBehind) {
    auto agent = next_agent();
    agent.start("(sleep 0.05) & (sleep 0.1) & exit 9");
    EXPECT_EQ(WEXITSTATUS(static_cast<int>(agent.expect<Exited>().wait_status)), 9);
    EXPECT_TRUE(eventually([&] { return children(init_pid()) == std::vector{agent.pid()}; }));
}

TEST_F(InitAsPidOneTest, TermStopsTheNode) {
    auto agent = next_agent();
    const auto jvm = agent.start("trap 'exit 143' TERM; echo up; while :; do sleep 0.01; done").jvm;
    ASSERT_TRUE(agent.saw(1, "up\n"));
    kill(init_pid(), SIGTERM);
    agent.expect<Stopping>();
    agent.send(StopTaken{});
    agent.send(Signal{jvm, SIGTERM});
    EXPECT_EQ(WEXITSTATUS(static_cast<int>(agent.expect<Exited>().wait_status)), 143);
    agent.send(Leave{});
    EXPECT_EQ(wait_for_exit(), 0);
    EXPECT_FALSE(process_exists(agent.pid()));
}

}  // namespace
}  // namespace ballast::test
