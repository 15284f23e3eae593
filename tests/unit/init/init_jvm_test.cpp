// What init does for a JVM and its agent while both are to stay.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/unit/init/init_fixture.hpp"

namespace ballast::test {
namespace {

using namespace ballast::init;
using testing::ElementsAre;
using testing::HasSubstr;

class InitJvmTest : public InitTest {
  protected:
    // An init with one agent that has read its first hello.
    FakeAgent ready() {
        launch();
        auto agent = accept();
        EXPECT_EQ(agent.expect<Hello>().state, JvmState::none);
        return agent;
    }
};

std::string status_line(const JvmId& jvm, const std::string& name) {
    std::istringstream lines(read_text("/proc/" + std::to_string(jvm.pid) + "/status"));
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(name + ":\t")) {
            return line.substr(name.size() + 2);
        }
    }
    return {};
}

int oom_score(pid_t pid) {
    return std::stoi(read_text("/proc/" + std::to_string(pid) + "/oom_score_adj"));
}

void kill_jvm(const JvmId& jvm, int number = SIGKILL) {
    kill(static_cast<pid_t>(jvm.pid), number);
}

TEST_F(InitJvmTest, FirstHelloSaysThatThereIsNothing) {
    launch();
    auto agent = accept();
    EXPECT_EQ(agent.expect<Hello>(),
              (Hello{.init_pid = static_cast<std::uint32_t>(init_), .agent_path = FAKE_AGENT}));
    EXPECT_TRUE(agent.silent());
    const auto identity = read_text(dir_ + "/run/init.json");
    EXPECT_THAT(identity, HasSubstr("{\"pid\":" + std::to_string(init_) + ",\"start_ticks\":"));
    EXPECT_THAT(identity, HasSubstr("\"boot_id\":\""));
}

TEST_F(InitJvmTest, EveryExitStatusIsKept) {
    auto agent = ready();
    for (int code = 0; code <= 255; ++code) {
        const auto started = agent.start("exit " + std::to_string(code));
        const auto exited = agent.expect<Exited>();
        ASSERT_TRUE(WIFEXITED(static_cast<int>(exited.wait_status)));
        ASSERT_EQ(WEXITSTATUS(static_cast<int>(exited.wait_status)), code);
        ASSERT_EQ(exited.jvm, started.jvm);
        ASSERT_GE(exited.exited_ms, started.started_ms);
        agent.send(ForgetExit{});
    }
}

TEST_F(InitJvmTest, DeathsBySignalAreKeptAndSignalsAreDelivered) {
    auto agent = ready();
    for (const int number : {SIGTERM, SIGKILL, SIGUSR1, SIGUSR2, SIGABRT}) {
        const auto started = agent.start("exec sleep 1000");
        agent.send(Signal{started.jvm, static_cast<std::uint32_t>(number)});
        const int status = static_cast<int>(agent.expect<Exited>().wait_status);
        EXPECT_TRUE(WIFSIGNALED(status));
        EXPECT_EQ(WTERMSIG(status), number);
        agent.send(ForgetExit{});
    }
}

TEST_F(InitJvmTest, SignalsForAnotherProcessAreRefused) {
    auto agent = ready();
    agent.send(Signal{{static_cast<std::uint32_t>(getpid()), 1}, SIGKILL});
    EXPECT_THAT(agent.expect<Refused>().message, HasSubstr("does not run"));
    const auto started = agent.start("exec sleep 1000");
    agent.send(Signal{{started.jvm.pid, started.jvm.start_ticks + 1}, SIGKILL});
    EXPECT_THAT(agent.expect<Refused>().message, HasSubstr("does not run"));
    agent.send(Signal{started.jvm, 0xFFFFFFFF});
    EXPECT_THAT(agent.expect<Refused>().message, HasSubstr("signal"));
    agent.send(Signal{started.jvm, SIGKILL});
    agent.expect<Exited>();
}

TEST_F(InitJvmTest, FailedStartsSayWhy) {
    auto agent = ready();
    agent.send(Start{{"/no/such/java"}, {}, ""});
    EXPECT_EQ(agent.expect<StartFailed>().message,
              "cannot start /no/such/java: No such file or directory");
    agent.send(Start{{"/etc/passwd"}, {}, ""});
    EXPECT_THAT(agent.expect<StartFailed>().message, HasSubstr("Permission denied"));
    agent.send(Start{{"/bin/true"}, {}, "/no/such/folder"});
    EXPECT_THAT(agent.expect<StartFailed>().message, HasSubstr("/no/such/folder"));
    agent.send(Start{});
    EXPECT_THAT(agent.expect<StartFailed>().message, HasSubstr("cannot start"));
    agent.start("exit 0");  // none of these counts as a JVM
    agent.expect<Exited>();
}

TEST_F(InitJvmTest, TheJvmStartsFromACleanState) {
    auto agent = ready();
    const auto jvm = agent.start("echo $PWD $NAME; exec sleep 1000").jvm;
    ASSERT_TRUE(agent.saw(1, "/ value\n"));
    ASSERT_TRUE(eventually([&] { return status_line(jvm, "Name") == "sleep"; }));
    EXPECT_EQ(getpgid(static_cast<pid_t>(jvm.pid)), static_cast<pid_t>(jvm.pid));
    const auto proc = "/proc/" + std::to_string(jvm.pid);
    std::vector<std::string> open_files;
    // Not at once: the dynamic linker has a library open for a moment. What leaked stays.
    eventually([&] {
        open_files.clear();
        for (const auto& entry : std::filesystem::directory_iterator(proc + "/fd")) {
            open_files.push_back(entry.path().filename());
        }
        std::ranges::sort(open_files);
        return open_files.size() == 3;
    });
    EXPECT_THAT(open_files, ElementsAre("0", "1", "2"));
    EXPECT_EQ(std::filesystem::read_symlink(proc + "/fd/0"), "/dev/null");
    EXPECT_EQ(status_line(jvm, "SigBlk"), "0000000000000000");
    EXPECT_EQ(status_line(jvm, "SigIgn"), "0000000000000000");
    EXPECT_THAT(read_text(proc + "/limits"), testing::ContainsRegex("Max core file size +0 +0"));
    EXPECT_EQ(oom_score(static_cast<pid_t>(jvm.pid)), std::min(oom_score(init_) + 300, 1000));
    kill_jvm(jvm);
}

TEST_F(InitJvmTest, LogFramesKeepTheOrderOfEachStream) {
    auto agent = ready();
    agent.start("for i in 1 2 3; do echo out $i; echo err $i >&2; done; printf 'no end'");
    agent.expect<Exited>();
    EXPECT_EQ(agent.logs[1], "out 1\nout 2\nout 3\nno end\n");
    EXPECT_EQ(agent.logs[2], "err 1\nerr 2\nerr 3\n");
    EXPECT_EQ(agent.dropped, 0U);
}

TEST_F(InitJvmTest, AnAgentThatDoesNotReadNeverBlocksTheJvm) {
    auto agent = ready();
    const auto done = dir_ + "/done";
    agent.send(
        shell("i=0; while [ $i -lt 100000 ]; do printf '%0100d\\n' $i; i=$((i+1)); done;"
              "touch " +
              done));
    ASSERT_TRUE(eventually([&] { return std::filesystem::exists(done); }));
    agent.expect<Started>();
    agent.expect<Exited>();
    EXPECT_GT(agent.dropped, 50'000U);
    EXPECT_EQ(static_cast<std::uint64_t>(std::ranges::count(agent.logs[1], '\n')) + agent.dropped,
              100'000U);
    EXPECT_TRUE(agent.logs[1].ends_with("099999\n")) << "the newest lines are kept";
}

TEST_F(InitJvmTest, ANewAgentFindsTheJvmOfTheKilledOne) {
    auto agent = ready();
    const auto started = agent.start("read x; exec sleep 1000 </dev/null; exit 1");
    for (int i = 0; i < 3; ++i) {
        if (i == 0) {
            agent.kill();
        }
        auto next = accept();
        const auto hello = next.expect<Hello>();
        EXPECT_EQ(hello.state, JvmState::running);
        EXPECT_EQ(hello.jvm, started.jvm);
        EXPECT_EQ(hello.started_ms, started.started_ms);
        EXPECT_FALSE(hello.stopping);
        EXPECT_TRUE(process_exists(static_cast<pid_t>(started.jvm.pid)));
        next.kill();
    }
    kill_jvm(started.jvm);
}

TEST_F(InitJvmTest, LinesWrittenWhileNoAgentLivesComeToTheNext) {
    auto agent = ready();
    const auto go = dir_ + "/go";
    const auto jvm =
        agent.start("until [ -e " + go + " ]; do sleep 0.01; done; echo later; exec sleep 1000")
            .jvm;
    agent.kill();
    std::ofstream(go).put('\n');
    auto next = accept();
    EXPECT_EQ(next.expect<Hello>().state, JvmState::running);
    EXPECT_TRUE(next.saw(1, "later\n"));
    kill_jvm(jvm);
}

TEST_F(InitJvmTest, AnExitWhileNoAgentLivesIsKeptUntilItIsForgotten) {
    auto agent = ready();
    const auto started = agent.start("exec sleep 1000");
    // The second death makes init wait 200 ms: time for the JVM to end in between.
    agent.kill();
    accept().kill();
    kill_jvm(started.jvm, SIGTERM);
    for (int i = 0; i < 2; ++i) {
        auto next = accept();
        auto hello = next.expect<Hello>();
        if (hello.state == JvmState::running) {
            next.expect<Exited>();
            continue;
        }
        EXPECT_EQ(hello.state, JvmState::exited);
        EXPECT_EQ(hello.jvm, started.jvm);
        EXPECT_EQ(hello.wait_status, static_cast<std::uint32_t>(SIGTERM));
        EXPECT_GE(hello.exited_ms, hello.started_ms);
        next.send(shell("exit 0"));
        EXPECT_THAT(next.expect<Refused>().message, HasSubstr("last exit"));
        if (i == 1) {
            next.send(ForgetExit{});
            next.start("exit 0");  // and the order was carried out
            next.expect<Exited>();
            next.send(ForgetExit{});
            next.send(Leave{});
            EXPECT_EQ(wait_for_exit(), 0);
            return;
        }
        next.kill();
    }
}

TEST_F(InitJvmTest, OneJvmAtATime) {
    auto agent = ready();
    const auto started = agent.start("exec sleep 1000");
    agent.send(shell("exit 0"));
    EXPECT_THAT(agent.expect<Refused>().message, HasSubstr("runs already"));
    agent.send(ForgetExit{});  // there is none yet
    agent.send(Leave{});
    EXPECT_THAT(agent.expect<Refused>().message, HasSubstr("a JVM runs"));
    EXPECT_TRUE(process_exists(static_cast<pid_t>(started.jvm.pid)));
    kill_jvm(started.jvm);
    agent.expect<Exited>();
}

TEST_F(InitJvmTest, OrphansAreReaped) {
    auto agent = ready();
    const auto go = dir_ + "/go";
    const auto jvm = agent.start("(until [ -e " + go + " ]; do sleep 0.01; done) & echo $!").jvm;
    agent.expect<Exited>();
    const pid_t orphan = std::stoi(agent.logs[1]);
    std::istringstream stat(read_text("/proc/" + std::to_string(orphan) + "/stat"));
    std::string skipped;
    pid_t parent = 0;
    stat >> skipped >> skipped >> skipped >> parent;
    EXPECT_EQ(parent, init_);
    std::ofstream(go).put('\n');
    EXPECT_TRUE(eventually([&] { return !process_exists(orphan); }));
    EXPECT_FALSE(process_exists(static_cast<pid_t>(jvm.pid)));
}

// Its pipe never runs dry, yet its parent's exit is told.
TEST_F(InitJvmTest, AnOrphanThatWritesWithoutEndDoesNotHoldUpTheExit) {
    auto agent = ready();
    agent.start("yes & exit 7");
    EXPECT_EQ(WEXITSTATUS(static_cast<int>(agent.expect<Exited>().wait_status)), 7);
}

TEST_F(InitJvmTest, AnAgentThatSpeaksNonsenseIsReplaced) {
    auto agent = ready();
    const auto started = agent.start("exec sleep 1000");
    agent.send_bytes("GET / HTTP/1.1\r\n\r\n");
    auto next = accept();
    EXPECT_EQ(next.expect<Hello>().jvm, started.jvm);
    EXPECT_FALSE(process_exists(agent.pid()));
    next.send(Stopping{});
    EXPECT_THAT(next.expect<Refused>().message, HasSubstr("init's to send"));
    kill_jvm(started.jvm);
}

TEST_F(InitJvmTest, AnAgentThatClosesItsSocketAndIgnoresTermIsKilled) {
    std::ofstream(dir_ + "/agent-ignores-term").put('\n');
    auto agent = ready();
    agent.close();
    auto next = accept();
    EXPECT_EQ(next.expect<Hello>().state, JvmState::none);
    EXPECT_FALSE(process_exists(agent.pid()));
}

}  // namespace
}  // namespace ballast::test
