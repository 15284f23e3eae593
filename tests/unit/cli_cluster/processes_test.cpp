#include "coordinator/cli/cluster/processes.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "common/clock.hpp"
#include "common/files.hpp"
#include "tests/unit/cli_cluster/temporary_folder.hpp"

namespace ballast::cli {
namespace {

using test::ScopedVariable;
using test::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

bool never() {
    return false;
}

ToolCommand shell(const std::string& script, std::chrono::milliseconds limit) {
    return {{"/bin/sh", "-c", script}, limit};
}

constexpr auto kLong = std::chrono::seconds(30);

// Waits for a condition that a process brings about.
template <class Condition>
bool eventually(const Condition& condition) {
    const SystemClock clock;
    const auto deadline = clock.steady() + kLong;
    while (!condition()) {
        if (clock.steady() > deadline) {
            return false;
        }
        ::usleep(5000);
    }
    return true;
}

TEST(Tools, RunAtOnceWithTheirOutputAndStatus) {
    SystemProcesses processes;
    const auto outcomes =
        processes.run({shell("echo out; echo err >&2; exit 3", kLong), shell("kill -9 $$", kLong),
                       ToolCommand{{"/nowhere/tool"}, kLong}},
                      never);
    ASSERT_EQ(outcomes.size(), 3U);
    EXPECT_EQ(outcomes[0]->status, 3);
    EXPECT_EQ(outcomes[0]->output, "out\nerr\n");
    EXPECT_EQ(outcomes[1]->status, 128 + SIGKILL);
    ASSERT_FALSE(outcomes[2]);
    EXPECT_THAT(outcomes[2].error().message, HasSubstr("/nowhere/tool"));
}

TEST(Tools, AreEndedPastTheirLimitWithAllTheyStarted) {
    SystemProcesses processes;
    const auto outcomes =
        processes.run({shell("sleep 100 & wait", std::chrono::milliseconds(50))}, never);
    EXPECT_TRUE(outcomes[0]->timed_out);
    EXPECT_EQ(outcomes[0]->status, 128 + SIGTERM);
}

TEST(Tools, AreEndedWhenBrokenOff) {
    SystemProcesses processes;
    const auto outcomes = processes.run({shell("sleep 100", kLong)}, [] { return true; });
    EXPECT_FALSE(outcomes[0]->timed_out);
    EXPECT_EQ(outcomes[0]->status, 128 + SIGTERM);
}

TEST(Tools, KeepABoundedOutput) {
    SystemProcesses processes;
    const auto outcomes = processes.run({shell("head -c 1000000 /dev/zero", kLong)}, never);
    EXPECT_EQ(outcomes[0]->status, 0);
    EXPECT_EQ(outcomes[0]->output.size(), 64U << 10U);
}

TEST(Detached, HasItsOwnSessionAndNothingOfOurs) {
    const TemporaryFolder root;
    const ScopedVariable secret("TEST_DB_PASSWORD", "hunter2");
    const ScopedVariable plain("TEST_PLAIN", "kept");
    constexpr int kLeaked = 77;
    ASSERT_EQ(::dup2(STDERR_FILENO, kLeaked), kLeaked);
    SystemProcesses processes;
    const auto log = root.path() / "log";
    const auto process = processes.start_detached(
        {"/bin/sh", "-c", "pwd; env; ls /proc/self/fd; trap '' HUP; echo done; exit 7"}, log);
    ASSERT_TRUE(process);
    EXPECT_EQ(::getsid(process->pid), process->pid);
    std::optional<int> status;
    ASSERT_TRUE(eventually([&] { return (status = processes.ended(*process)).has_value(); }));
    EXPECT_EQ(*status, 7);
    const auto text = read_file(log).value();
    EXPECT_TRUE(text.starts_with("/\n")) << text;
    EXPECT_THAT(text, HasSubstr("TEST_PLAIN=kept"));
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
    EXPECT_THAT(text, Not(HasSubstr(fmt::format("\n{}\n", kLeaked))));
    ::close(kLeaked);
}

TEST(Detached, IsTerminatedByIdentityOnly) {
    const TemporaryFolder root;
    SystemProcesses processes;
    const auto process =
        processes.start_detached({"/bin/sleep", "100"}, root.path() / "log").value();
    auto stranger = process;
    ++stranger.start_ticks;
    EXPECT_EQ(processes.terminate(stranger).error().kind, ErrorKind::not_found);
    EXPECT_FALSE(processes.ended(process));
    ASSERT_TRUE(processes.terminate(process));
    std::optional<int> status;
    ASSERT_TRUE(eventually([&] { return (status = processes.ended(process)).has_value(); }));
    EXPECT_EQ(*status, 128 + SIGTERM);
    EXPECT_EQ(processes.terminate(process).error().kind, ErrorKind::not_found);
}

TEST(Environment, LosesWhatLooksLikeASecret) {
    const char* environment[] = {"PATH=/bin",      "KAFKA_OPTS=-Dx=y", "db_password=x",
                                 "GITHUB_TOKEN=x", "AWS_SECRET_KEY=x", nullptr};
    EXPECT_THAT(without_secrets(environment), ElementsAre("PATH=/bin", "KAFKA_OPTS=-Dx=y"));
}

class FindInit : public ::testing::Test {
  protected:
    TemporaryFolder root_;
    NodeFolder folder_{root_.path() / "kafka-0"};
    SystemProcesses processes_;

    void SetUp() override { ASSERT_TRUE(make_folders(folder_.run())); }
    void write_init(pid_t pid, std::uint64_t ticks, const std::string& boot) {
        ASSERT_TRUE(write_file_durably(
            folder_.init_identity(),
            fmt::format(R"({{"pid":{},"start_ticks":{},"boot_id":"{}"}})", pid, ticks, boot)));
    }
};

TEST_F(FindInit, FindsNoneWhereThereIsNoFile) {
    EXPECT_EQ(processes_.find_init(folder_).state, InitFact::State::none);
}

TEST_F(FindInit, BelievesOnlyTheWholeIdentity) {
    const auto self = identify_process(::getpid()).value();
    write_init(self.pid, self.start_ticks, boot_id());
    EXPECT_EQ(processes_.find_init(folder_).state, InitFact::State::alive);
    EXPECT_EQ(processes_.find_init(folder_).process, self);
    write_init(self.pid, self.start_ticks + 1, boot_id());
    EXPECT_EQ(processes_.find_init(folder_).state, InitFact::State::none);
    write_init(self.pid, self.start_ticks, "another boot");
    EXPECT_EQ(processes_.find_init(folder_).state, InitFact::State::none);
    ASSERT_TRUE(write_file_durably(folder_.init_identity(), "{"));
    EXPECT_EQ(processes_.find_init(folder_).state, InitFact::State::none);
}

TEST(FindJvm, KnowsItByTheConfigurationFileOnItsCommandLine) {
    const TemporaryFolder root;
    const NodeFolder folder{root.path() / "kafka-0"};
    const auto config = (folder.config() / "server.properties").string();
    SystemProcesses processes;
    EXPECT_FALSE(processes.find_jvm(folder));
    const pid_t jvm = ::fork();
    if (jvm == 0) {
        ::setpgid(0, 0);
        ::execl("/bin/sh", "/usr/bin/java", "-c", "sleep 100; :", "kafka.Kafka", config.c_str(),
                nullptr);
        ::_exit(1);
    }
    std::optional<Orphan> found;
    EXPECT_TRUE(eventually([&] { return (found = processes.find_jvm(folder)).has_value(); }));
    EXPECT_EQ(found.value_or(Orphan{}).process, identify_process(jvm));
    EXPECT_EQ(found.value_or(Orphan{}).command, "kafka.Kafka");
    EXPECT_FALSE(processes.find_jvm({root.path() / "kafka-1"}));
    ::kill(-jvm, SIGKILL);
    ::waitpid(jvm, nullptr, 0);
}

}  // namespace
}  // namespace ballast::cli
