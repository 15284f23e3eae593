// Another binary becomes the agent, or does not, while the JVM goes on: it keeps its pid and none
// of its lines is lost.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/unit/init/init_fixture.hpp"

namespace ballast::test {
namespace {

using namespace ballast::init;
using testing::HasSubstr;
using testing::MatchesRegex;

const std::vector<std::string> kPatient{"--agent-patience", "3600000", "--stop-patience",
                                        "3600000"};
const std::vector<std::string> kImpatient{"--agent-patience", "300", "--stop-patience", "3600000"};

class InitReplaceTest : public InitTest {
  protected:
    // A JVM that counts, and the agent that started it.
    FakeAgent ready(const std::vector<std::string>& more) {
        launch(more);
        auto agent = accept();
        agent.expect<Hello>();
        jvm_ = agent
                   .start(
                       "trap 'stop=1' TERM; i=0; until [ \"$stop\" ]; do echo $i; i=$((i+1));"
                       "[ $((i % 20)) -ne 0 ] || sleep 0.002; done; echo end; exit 143")
                   .jvm;
        EXPECT_TRUE(agent.saw(1, "\n100\n"));
        return agent;
    }
    std::string make_program(const std::string& name, const std::string& content,
                             mode_t mode = 0755) const {
        const auto path = dir_ + "/" + name;
        std::ofstream(path) << content;
        EXPECT_EQ(chmod(path.c_str(), mode), 0);
        return path;
    }
    std::string make_candidate() const { return make_program("candidate", read_text(FAKE_AGENT)); }

    static std::string program_of(const FakeAgent& agent) {
        return std::filesystem::read_symlink("/proc/" + std::to_string(agent.pid()) + "/exe");
    }
    // The next agent, which finds the JVM as it was, and its Hello.
    FakeAgent next_agent(Hello& hello) {
        auto agent = accept();
        hello = agent.expect<Hello>();
        EXPECT_EQ(hello.state, JvmState::running);
        EXPECT_EQ(hello.jvm, jvm_);
        EXPECT_EQ(hello.agent_path, program_of(agent));
        return agent;
    }
    FakeAgent back_at_the_old_one(const std::string& why) {
        Hello hello;
        auto agent = next_agent(hello);
        EXPECT_THAT(hello.replacement_failed, MatchesRegex(why));
        EXPECT_EQ(hello.agent_path, FAKE_AGENT);
        return agent;
    }
    // What an agent that is gone had been sent.
    void take_lines(FakeAgent& agent) {
        agent.read_to_end();
        lines_ += agent.logs[1];
        EXPECT_EQ(agent.dropped, 0U);
    }
    // Ends the JVM: this agent and those before it must have got every number.
    void expect_every_line(FakeAgent& last) {
        last.send(Signal{jvm_, SIGTERM});
        EXPECT_EQ(WEXITSTATUS(static_cast<int>(last.expect<Exited>().wait_status)), 143);
        lines_ += last.logs[1];
        std::istringstream all(lines_);
        std::string line;
        int number = 0;
        while (std::getline(all, line) && line == std::to_string(number)) {
            ++number;
        }
        EXPECT_EQ(line, "end") << "after " << number;
        EXPECT_GT(number, 100);
    }

    JvmId jvm_;
    std::string lines_;
};

TEST_F(InitReplaceTest, ACandidateThatIsUpIsTheAgentFromThenOn) {
    auto old = ready(kPatient);
    const auto path = make_candidate();
    old.send(ReplaceAgent{path});
    Hello hello;
    auto candidate = next_agent(hello);
    EXPECT_EQ(hello.agent_path, path);
    EXPECT_EQ(hello.replacement_failed, "");
    EXPECT_FALSE(process_exists(old.pid()));
    take_lines(old);
    candidate.send(AgentUp{});
    EXPECT_TRUE(candidate.saw(1, "0\n"));
    candidate.kill();
    lines_ += candidate.logs[1];  // nobody reads the rest of a killed agent
    auto next = next_agent(hello);
    EXPECT_EQ(hello.agent_path, path);
    EXPECT_EQ(hello.replacement_failed, "");
}

TEST_F(InitReplaceTest, NoLineIsLostOnTheWayToTheCandidate) {
    auto old = ready(kPatient);
    old.send(ReplaceAgent{make_candidate()});
    Hello hello;
    auto candidate = next_agent(hello);
    take_lines(old);
    candidate.send(AgentUp{});
    EXPECT_TRUE(candidate.saw(1, "0\n"));
    expect_every_line(candidate);
}

TEST_F(InitReplaceTest, TheOldOneIsBackAtOnceWhenTheCandidateExits) {
    auto old = ready(kPatient);
    old.send(ReplaceAgent{make_program("candidate", "#!/bin/sh\nexit 3\n")});
    auto back = back_at_the_old_one("exit 3 after 0\\.[0-9] s");
    take_lines(old);
    EXPECT_TRUE(back.saw(1, "0\n"));
    expect_every_line(back);
}

TEST_F(InitReplaceTest, TheOldOneIsBackWhenTheCandidateCannotBeExecuted) {
    auto old = ready(kPatient);
    old.send(ReplaceAgent{make_program("candidate", "\x7f\x45LF and no more")});
    auto back = back_at_the_old_one("cannot start .*/candidate: Exec format error");
    take_lines(old);
    expect_every_line(back);
}

TEST_F(InitReplaceTest, TheOldOneIsBackWhenTheCandidateIsNotUpInTime) {
    auto old = ready(kImpatient);
    old.send(ReplaceAgent{make_candidate()});
    Hello hello;
    auto candidate = next_agent(hello);
    auto back = back_at_the_old_one("was not up within 0\\.3 s");
    EXPECT_FALSE(process_exists(candidate.pid()));
    take_lines(old);
    take_lines(candidate);
    EXPECT_EQ(candidate.logs[1], "") << "it gets no part of the log before it is up";
    expect_every_line(back);
}

TEST_F(InitReplaceTest, TheOldOneIsBackWhenTheCandidateIsKilledOnTrial) {
    auto old = ready(kPatient);
    old.send(ReplaceAgent{make_candidate()});
    Hello hello;
    auto candidate = next_agent(hello);
    kill(candidate.pid(), SIGKILL);
    auto back = back_at_the_old_one("signal 9 after [0-9.]+ s");
    take_lines(old);
    take_lines(candidate);
    expect_every_line(back);
}

TEST_F(InitReplaceTest, TheCandidateComesAlsoWhenTheOldOneIsKilledMeanwhile) {
    std::ofstream(dir_ + "/agent-ignores-term").put('\n');
    auto old = ready(kPatient);
    old.send(ReplaceAgent{make_candidate()});
    kill(old.pid(), SIGKILL);
    Hello hello;
    auto candidate = next_agent(hello);
    EXPECT_EQ(hello.agent_path, dir_ + "/candidate");
    take_lines(old);
    candidate.send(AgentUp{});
    EXPECT_TRUE(candidate.saw(1, "0\n"));
    expect_every_line(candidate);
}

TEST_F(InitReplaceTest, TheReasonIsKeptUntilAReplacementSucceeds) {
    auto agent = ready(kPatient);
    agent.send(ReplaceAgent{make_program("bad", "#!/bin/sh\nkill -9 $$\n")});
    auto back = back_at_the_old_one("signal 9 after .*");
    back.send(AgentUp{});  // it is not on trial
    back.kill();
    auto again = back_at_the_old_one("signal 9 after .*");
    again.send(ReplaceAgent{make_candidate()});
    Hello hello;
    auto candidate = next_agent(hello);
    EXPECT_THAT(hello.replacement_failed, HasSubstr("signal 9"));
    candidate.send(AgentUp{});
    candidate.send(Signal{jvm_, 0xFFFF});  // its answer: the AgentUp was taken
    EXPECT_THAT(candidate.expect<Refused>().message, HasSubstr("signal"));
    candidate.kill();
    auto next = next_agent(hello);
    EXPECT_EQ(hello.replacement_failed, "");
    EXPECT_EQ(hello.agent_path, dir_ + "/candidate");
}

TEST_F(InitReplaceTest, WhatIsNoProgramIsRefused) {
    auto agent = ready(kPatient);
    const std::vector<std::pair<std::string, std::string>> refused{
        {"candidate", "not absolute"},
        {"", "not absolute"},
        {dir_ + "/none", "No such file or directory"},
        {dir_, "not a regular file"},
        {make_program("plain", "#!/bin/sh\n", 0644), "Permission denied"}};
    for (const auto& [path, why] : refused) {
        agent.send(ReplaceAgent{path});
        EXPECT_THAT(
            agent.expect<Refused>().message,
            testing::AllOf(testing::StartsWith("cannot replace the agent by " + path + ": "),
                           testing::EndsWith(why)));
    }
    EXPECT_TRUE(process_exists(agent.pid()));
    expect_every_line(agent);
}

TEST_F(InitReplaceTest, OneReplacementAtATime) {
    auto old = ready(kPatient);
    const auto path = make_candidate();
    old.send(ReplaceAgent{path});
    Hello hello;
    auto candidate = next_agent(hello);
    candidate.send(ReplaceAgent{FAKE_AGENT});
    EXPECT_THAT(candidate.expect<Refused>().message, HasSubstr("on trial"));
    candidate.send(AgentUp{});
    candidate.send(ReplaceAgent{FAKE_AGENT});
    auto third = next_agent(hello);
    EXPECT_EQ(hello.agent_path, FAKE_AGENT);
    take_lines(old);
    take_lines(candidate);
    third.send(AgentUp{});
    EXPECT_TRUE(third.saw(1, "0\n"));
    expect_every_line(third);
}

TEST_F(InitReplaceTest, AStopMeanwhileIsTheCandidatesToTake) {
    auto old = ready(kImpatient);
    old.send(ReplaceAgent{make_candidate()});
    terminate();
    auto candidate = accept();
    if (!candidate.expect<Hello>().stopping) {
        candidate.expect<Stopping>();
    }
    take_lines(old);
    candidate.send(StopTaken{});
    candidate.send(ReplaceAgent{FAKE_AGENT});
    EXPECT_THAT(candidate.expect<Refused>().message, HasSubstr("told to stop"));
    // It drains for longer than it had to be up: nothing comes of that.
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    EXPECT_EQ(program_of(candidate), dir_ + "/candidate");
    expect_every_line(candidate);
    candidate.send(Leave{});
    EXPECT_EQ(wait_for_exit(), 0);
    EXPECT_FALSE(process_exists(candidate.pid()));
}

TEST_F(InitReplaceTest, AStopGoesToTheOldOneWhenTheCandidateFails) {
    auto old = ready(kPatient);
    old.send(ReplaceAgent{make_candidate()});
    Hello hello;
    auto candidate = next_agent(hello);
    terminate();
    candidate.expect<Stopping>();
    candidate.kill();
    auto back = back_at_the_old_one("signal 9 after .*");
    take_lines(old);
    back.send(StopTaken{});
    expect_every_line(back);
    back.send(Leave{});
    EXPECT_EQ(wait_for_exit(), 0);
}

TEST_F(InitReplaceTest, AnExitWhileTheCandidateIsOnTrialIsToldAfterTheLastLine) {
    auto old = ready(kPatient);
    old.send(ReplaceAgent{make_candidate()});
    Hello hello;
    auto candidate = next_agent(hello);
    take_lines(old);
    kill(static_cast<pid_t>(jvm_.pid), SIGTERM);
    EXPECT_TRUE(eventually([&] { return !process_exists(static_cast<pid_t>(jvm_.pid)); }));
    candidate.send(AgentUp{});
    candidate.expect<Exited>();
    EXPECT_THAT(candidate.logs[1], testing::EndsWith("end\n"));
}

// An agent that speaks version 1 never says AgentUp.
TEST_F(InitReplaceTest, AnAgentThatReplacedNobodyNeedNotSayThatItIsUp) {
    auto agent = ready({"--agent-patience", "50"});
    EXPECT_TRUE(agent.saw(1, "\n2000\n"));
    EXPECT_TRUE(process_exists(agent.pid()));
    expect_every_line(agent);
}

}  // namespace
}  // namespace ballast::test
