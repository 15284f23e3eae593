// How init ends: by Leave, by TERM, and not at all beside another init.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>

#include "tests/unit/init/init_fixture.hpp"

namespace ballast::test {
namespace {

using namespace ballast::init;
using testing::HasSubstr;

class InitStopTest : public InitTest {
  protected:
    FakeAgent ready(const std::vector<std::string>& more = {}) {
        launch(more);
        auto agent = accept();
        EXPECT_EQ(agent.expect<Hello>().state, JvmState::none);
        return agent;
    }
    void expect_clean_end(const FakeAgent& agent) {
        EXPECT_EQ(wait_for_exit(), 0);
        EXPECT_FALSE(process_exists(agent.pid()));
        EXPECT_FALSE(std::filesystem::exists(dir_ + "/run/init.json"));
    }
};

const std::vector<std::string> kImpatient{"--stop-patience", "100"};
const std::vector<std::string> kPatient{"--stop-patience", "3600000"};
constexpr const char* kStopsOnTerm = "trap 'exit 143' TERM; echo up; while :; do sleep 0.01; done";

int code(const Exited& exited) {
    return WEXITSTATUS(static_cast<int>(exited.wait_status));
}

TEST_F(InitStopTest, LeaveEndsTheAgentAndInit) {
    auto agent = ready();
    agent.send(Leave{});
    expect_clean_end(agent);
}

TEST_F(InitStopTest, AnOrderedStopGoesThroughTheAgent) {
    auto agent = ready(kPatient);
    const auto jvm = agent.start(kStopsOnTerm).jvm;
    ASSERT_TRUE(agent.saw(1, "up\n"));
    terminate();
    agent.expect<Stopping>();
    EXPECT_TRUE(process_exists(static_cast<pid_t>(jvm.pid)));
    agent.send(Signal{jvm, SIGTERM});
    EXPECT_EQ(code(agent.expect<Exited>()), 143);
    agent.send(ForgetExit{});
    agent.send(Leave{});
    expect_clean_end(agent);
}

TEST_F(InitStopTest, InterruptIsAStopToo) {
    auto agent = ready();
    kill(init_, SIGINT);
    agent.expect<Stopping>();
    agent.send(Leave{});
    expect_clean_end(agent);
}

TEST_F(InitStopTest, AnAgentThatTakesTheStopMayDrainForLongerThanThePatience) {
    auto agent = ready(kImpatient);
    const auto jvm =
        agent.start("trap 'exit 143' TERM; sleep 1; echo drained; exec sleep 1000").jvm;
    terminate();
    agent.expect<Stopping>();
    agent.send(StopTaken{});
    EXPECT_TRUE(agent.saw(1, "drained\n"));
    agent.send(Signal{jvm, SIGKILL});
    agent.expect<Exited>();
    expect_clean_end(agent);  // it never says Leave, and nothing runs any more
}

TEST_F(InitStopTest, WithoutAnAnswerTheJvmGetsOneTerm) {
    auto agent = ready(kImpatient);
    const auto jvm = agent.start(kStopsOnTerm).jvm;
    ASSERT_TRUE(agent.saw(1, "up\n"));
    terminate();
    agent.expect<Stopping>();
    agent.send(Signal{jvm, 0});  // an order is no answer: it may have been on its way
    EXPECT_EQ(code(agent.expect<Exited>()), 143);
    expect_clean_end(agent);
    EXPECT_THAT(read_text(dir_ + "/init.log"), HasSubstr("TERM to the JVM"));
}

TEST_F(InitStopTest, AStopOutlivesItsAgent) {
    auto agent = ready(kPatient);
    const auto jvm = agent.start(kStopsOnTerm).jvm;
    ASSERT_TRUE(agent.saw(1, "up\n"));
    terminate();
    agent.expect<Stopping>();
    agent.kill();
    auto next = accept();
    const auto hello = next.expect<Hello>();
    EXPECT_EQ(hello.jvm, jvm);
    EXPECT_TRUE(hello.stopping);
    next.send(Signal{jvm, SIGTERM});
    EXPECT_EQ(code(next.expect<Exited>()), 143);
    next.send(Leave{});
    expect_clean_end(next);
}

TEST_F(InitStopTest, WhenTheAgentOfAStopDiesForGoodTheJvmGetsTerm) {
    const auto agent_file = dir_ + "/agent";
    std::filesystem::copy(FAKE_AGENT, agent_file);
    launch({"--stop-patience", "500"}, agent_file);
    auto agent = accept();
    agent.expect<Hello>();
    agent.start(kStopsOnTerm);
    ASSERT_TRUE(agent.saw(1, "up\n"));
    terminate();
    agent.expect<Stopping>();
    agent.send(StopTaken{});
    std::filesystem::remove(agent_file);
    agent.kill();
    expect_clean_end(agent);
    EXPECT_THAT(read_text(dir_ + "/init.log"), HasSubstr("cannot start " + agent_file));
}

TEST_F(InitStopTest, ASecondTermGoesToTheJvmAtOnce) {
    auto agent = ready(kPatient);
    agent.start(kStopsOnTerm);
    ASSERT_TRUE(agent.saw(1, "up\n"));
    terminate();
    agent.expect<Stopping>();
    terminate();
    EXPECT_EQ(code(agent.expect<Exited>()), 143);
    agent.send(Leave{});
    expect_clean_end(agent);
}

TEST_F(InitStopTest, ASecondTermWithoutAJvmLeavesAtOnce) {
    auto agent = ready(kPatient);
    terminate();
    agent.expect<Stopping>();
    agent.send(StopTaken{});  // and then it hangs
    terminate();
    expect_clean_end(agent);
}

TEST_F(InitStopTest, AStopWithoutAJvmEndsAlsoWithoutAnAgent) {
    launch(kImpatient, "/no/such/agent");
    ASSERT_TRUE(eventually(
        [&] { return read_text(dir_ + "/init.log").contains("cannot start /no/such/agent"); }));
    terminate();
    EXPECT_EQ(wait_for_exit(), 0);
}

// Start and Leave arrive in one read: the JVM must not stay behind.
TEST_F(InitStopTest, NothingStartsAfterLeave) {
    auto agent = ready();
    agent.send_bytes(encode(Leave{}) + encode(shell("touch " + dir_ + "/ran; sleep 1000")));
    agent.expect<Refused>();
    expect_clean_end(agent);
    EXPECT_FALSE(std::filesystem::exists(dir_ + "/ran"));
}

TEST_F(InitStopTest, ASecondInitSaysWhoKeepsTheNode) {
    auto agent = ready();
    const auto [exit_code, text] = run_second();
    EXPECT_EQ(exit_code, 4);
    EXPECT_THAT(text, HasSubstr("another ballast-init keeps " + dir_));
    EXPECT_THAT(text, HasSubstr("\"pid\":" + std::to_string(init_)));
    EXPECT_TRUE(std::filesystem::exists(dir_ + "/run/init.json"));
    agent.send(Leave{});
    expect_clean_end(agent);
}

// A killed init takes nobody's lock with it: neither agent nor JVM has inherited it.
TEST_F(InitStopTest, TheNextInitMayComeAfterAKilledOne) {
    auto agent = ready();
    const auto jvm = agent.start("exec sleep 1000").jvm;
    kill(init_, SIGKILL);
    EXPECT_EQ(wait_for_exit(), 1000 + SIGKILL);
    EXPECT_TRUE(process_exists(static_cast<pid_t>(jvm.pid)));
    launch();
    accept().expect<Hello>();
    kill(static_cast<pid_t>(jvm.pid), SIGKILL);
}

TEST_F(InitStopTest, BadCallsAreRefused) {
    for (const auto& more : std::vector<std::vector<std::string>>{
             {"--what"}, {"--stop-patience", "soon"}, {"--stop-patience", "-1"}, {"--agent"}}) {
        launch(more);
        EXPECT_EQ(wait_for_exit(), 2) << more[0];
    }
    EXPECT_THAT(read_text(dir_ + "/init.log"), HasSubstr("Usage: ballast-init"));
    for (const std::string word : {"--help", "--version"}) {
        launch({word});
        EXPECT_EQ(wait_for_exit(), 0) << word;
    }
    std::ofstream(dir_ + "/run").put('\n');
    launch();
    EXPECT_EQ(wait_for_exit(), 1);
}

}  // namespace
}  // namespace ballast::test
