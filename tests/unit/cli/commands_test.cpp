#include "coordinator/cli/commands.hpp"

#include <fcntl.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <json/value.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "common/json.hpp"
#include "coordinator/cli/cluster/certificates.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"
#include "coordinator/cli/errors.hpp"
#include "tests/unit/cli/fake_terminal.hpp"

namespace ballast::cli {
namespace {

using test::FakeTerminal;
using testing::HasSubstr;

// A cluster of one ZooKeeper server and one broker that do not run.
class Commands : public testing::Test {
  protected:
    std::filesystem::path folder_;
    FakeTerminal fake_;
    Terminal terminal_ = fake_.make();

    void SetUp() override {
        std::string name = testing::TempDir() + "ballast-commands-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder_ = name;
        const ClusterFolder cluster{folder_ / "demo"};
        std::filesystem::create_directories(cluster.nodes());
        NodeIdentity kafka;
        kafka.cluster = "demo";
        kafka.name = "kafka-0";
        kafka.address = "127.250.2.1";
        kafka.kafka_home = "/opt/kafka";
        kafka.java_home = "/opt/java";
        kafka.secrets_dir = "/run/user/1/ballast";
        NodeIdentity zookeeper = kafka;
        zookeeper.role = Role::zookeeper;
        zookeeper.id = 1;
        zookeeper.name = "zookeeper-1";
        zookeeper.address = "127.250.1.1";
        for (NodeIdentity* node : {&kafka, &zookeeper}) {
            node->zookeepers = {{.id = 1, .address = "127.250.1.1"}};
            ASSERT_TRUE(write_node(cluster, *node));
        }
        ASSERT_TRUE(write_record(cluster, {.name = "demo",
                                           .created = "2026-01-31T09:00:00Z",
                                           .block = 250,
                                           .kafka_home = "/opt/kafka",
                                           .java_home = "/opt/java"}));
        const auto made = ensure_certificates(cluster, "demo", {kafka, zookeeper});
        ASSERT_TRUE(made) << made.error().message;
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    ClusterChoice choice() const { return {.name = {}, .dir = folder_ / "demo"}; }

    std::filesystem::path file(const std::string& text) const {
        std::ofstream(folder_ / "cluster.yaml") << text;
        return folder_ / "cluster.yaml";
    }
};

TEST_F(Commands, StatusOfAClusterThatIsDownIsUnknown) {
    EXPECT_EQ(run_status({}, choice(), terminal_), 3);
    EXPECT_THAT(fake_.out, HasSubstr("demo: 0 of 2 nodes ready, bootstrap 127.250.2.1:9092\n"));
    EXPECT_THAT(fake_.out,
                HasSubstr("kafka-0  UNKNOWN  NODE_DOWN  its ballast-init does not run\n"));
    EXPECT_EQ(fake_.err, "");
    fake_.out.clear();
    EXPECT_EQ(run_status({.output = OutputFormat::json}, choice(), terminal_), 3);
    EXPECT_TRUE(parse_json(fake_.out)) << fake_.out;
    EXPECT_THAT(fake_.out, HasSubstr("\"code\": \"NODE_DOWN\""));
}

TEST_F(Commands, StatusWithoutAClusterSaysWhatToDo) {
    EXPECT_EQ(run_status({}, {.name = {}, .dir = folder_ / "none"}, terminal_), 1);
    EXPECT_TRUE(fake_.err.starts_with("error: ")) << fake_.err;
    EXPECT_EQ(fake_.out, "");
}

TEST_F(Commands, StatusEndsWatchingWhenTheReaderIsGone) {
    fake_.reader_gone = true;
    EXPECT_EQ(run_status({.watch = true}, choice(), terminal_), 0);
}

// Runs the program and presses Ctrl-C until it ends: before it listens it ignores that, as any
// program that was started in the background. Its exit code, or -1 where it did not end.
int end_with_ctrl_c(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), BALLAST_PROGRAM);
    std::vector<char*> argv;
    for (auto& argument : arguments) {
        argv.push_back(argument.data());
    }
    argv.push_back(nullptr);
    posix_spawn_file_actions_t files;
    ::posix_spawn_file_actions_init(&files);
    for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
        ::posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_WRONLY, 0);
    }
    const auto before = std::signal(SIGINT, SIG_IGN);
    pid_t pid = 0;
    const int failed = ::posix_spawn(&pid, argv[0], &files, nullptr, argv.data(), ::environ);
    std::signal(SIGINT, before);
    ::posix_spawn_file_actions_destroy(&files);
    if (failed != 0) {
        return -1;
    }
    int status = 0;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (::waitpid(pid, &status, WNOHANG) == 0) {
        ::kill(pid, std::chrono::steady_clock::now() < end ? SIGINT : SIGKILL);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(Commands, WatchingAndFollowingEndWellWithCtrlC) {
    const std::vector<std::vector<std::string>> commands = {
        {"status", "--watch"},
        {"status", "--watch", "-o", "json"},
        {"logs", "-f"},
        {"events", "-f"},
    };
    for (auto command : commands) {
        const auto shown = fmt::format("{}", fmt::join(command, " "));
        command.insert(command.end(), {"--dir", choice().dir.string()});
        EXPECT_EQ(end_with_ctrl_c(command), 0) << shown;
    }
}

TEST_F(Commands, LogsNameAMissingNode) {
    EXPECT_EQ(run_logs({.nodes = {"kafka-9"}}, choice(), terminal_), 1);
    EXPECT_THAT(fake_.err, HasSubstr("there is no node kafka-9; there are: "));
}

TEST_F(Commands, ConfigValidateSumsUpAGoodDocument) {
    const auto good = file("apiVersion: ballast/v1\nname: demo\nkafka: {replicas: 3}\n");
    EXPECT_EQ(run_config_validate({.file = good}, terminal_), 0) << fake_.err;
    EXPECT_THAT(fake_.out, HasSubstr("cluster.yaml: valid: cluster demo, Kafka "));
    fake_.out.clear();
    EXPECT_EQ(run_config_validate({.file = good, .output = OutputFormat::json}, terminal_), 0);
    EXPECT_THAT(fake_.out, HasSubstr("\"valid\": true"));
}

TEST_F(Commands, ConfigValidateListsEveryProblem) {
    const auto bad = file("apiVersion: ballast/v1\nname: demo\nkafka: {replica: 3}\nzoo: 1\n");
    EXPECT_EQ(run_config_validate({.file = bad}, terminal_), 1);
    EXPECT_EQ(fake_.out, "");
    EXPECT_THAT(fake_.err, HasSubstr("cluster.yaml:3:"));
    EXPECT_THAT(fake_.err, HasSubstr("cluster.yaml:4:"));
    EXPECT_EQ(run_config_validate({.file = bad, .output = OutputFormat::yaml}, terminal_), 1);
    EXPECT_THAT(fake_.out, HasSubstr("valid: false\n"));
    EXPECT_EQ(run_config_validate({.file = folder_ / "none"}, terminal_), 1);
    fake_.err.clear();
    EXPECT_EQ(run_config_render({.file = bad}, terminal_), 1);
    EXPECT_THAT(fake_.err, HasSubstr("cluster.yaml:3:"));
}

TEST_F(Commands, NamesAreForScripts) {
    EXPECT_EQ(run_names({.kind = "nodes"}, choice(), terminal_), 0);
    EXPECT_EQ(fake_.out, "zookeeper-1\nkafka-0\n");
    fake_.out.clear();
    EXPECT_EQ(run_names({.kind = "nodes"}, {.name = {}, .dir = folder_ / "none"}, terminal_), 0);
    EXPECT_EQ(fake_.out, "");
    EXPECT_EQ(fake_.err, "");
}

TEST_F(Commands, TopicsOfAClusterThatIsDownAreUnreachable) {
    EXPECT_EQ(run_topic_list({}, {.name = {}, .dir = folder_ / "none"}, terminal_), 1);
}

TEST_F(Commands, VersionIsPrinted) {
    EXPECT_EQ(run_version({}, terminal_), 0);
    EXPECT_TRUE(fake_.out.starts_with("ballast ")) << fake_.out;
}

TEST_F(Commands, ForNodesNameAMissingOne) {
    EXPECT_EQ(run_node_show({.node = "kafka-9"}, choice(), terminal_), 1);
    EXPECT_EQ(run_node_order({.verb = "stop", .nodes = {"kafka-9"}}, choice(), terminal_), 1);
    EXPECT_EQ(run_events({.nodes = {"kafka-9"}}, choice(), terminal_), 1);
    EXPECT_EQ(
        run_agent_upgrade({.nodes = {"kafka-9"}, .binary = BALLAST_PROGRAM}, choice(), terminal_),
        1);
    EXPECT_EQ(run_support({.node = "kafka-9"}, choice(), terminal_), 1);
    EXPECT_EQ(fake_.out, "");
    EXPECT_THAT(fake_.err, HasSubstr("there is no node kafka-9; there are: "));
}

TEST_F(Commands, NodeShowOfANodeThatIsDownIsUnknown) {
    EXPECT_EQ(run_node_show({.node = "kafka-0"}, choice(), terminal_), 3);
    EXPECT_THAT(fake_.out, HasSubstr("kafka-0  UNKNOWN  NODE_DOWN  its ballast-init does not run\n"
                                     "next: ballast up starts what is down"));
    fake_.out.clear();
    EXPECT_EQ(run_node_show({.node = "kafka-0", .output = OutputFormat::json}, choice(), terminal_),
              3);
    EXPECT_TRUE(parse_json(fake_.out)) << fake_.out;
    EXPECT_THAT(fake_.out, HasSubstr("\"code\": \"NODE_DOWN\""));
}

TEST_F(Commands, OrdersToANodeThatIsDownAreUnreachable) {
    for (const char* verb : {"stop", "start", "restart", "hold", "release"}) {
        EXPECT_EQ(run_node_order(
                      {.verb = verb, .nodes = {"kafka-0"}, .timeout = std::chrono::seconds(10)},
                      choice(), terminal_),
                  3)
            << verb;
    }
    EXPECT_THAT(fake_.err, HasSubstr("error: kafka-0: its agent does not answer: "));
}

TEST_F(Commands, OrdersAreCheckedAsAWhole) {
    EXPECT_EQ(
        run_node_order(
            {.verb = "stop", .nodes = {"kafka-0"}, .force_after = std::chrono::milliseconds(100)},
            choice(), terminal_),
        2);
    EXPECT_THAT(fake_.err, HasSubstr("--force-after must be from 1s to 24h\n"));
    EXPECT_EQ(
        run_node_order({.verb = "restart", .nodes = {"kafka-0", "zookeeper-1"}, .wait = false},
                       choice(), terminal_),
        2);
    EXPECT_THAT(fake_.err, HasSubstr("leave out --no-wait, or name one node\n"));
}

TEST_F(Commands, EventsOfANodeThatIsDownAreReadFromItsFiles) {
    std::ofstream(ClusterFolder{choice().dir}.node("kafka-0").log() / "events.log")
        << R"({"ts":"2026-01-31T09:00:00.000Z","level":"WARN","logger":"ballast","message":"why",)"
           R"("fields":{"kind":"transition","state":"HELD","code":"WRONG_JAVA","by":"alice"}})"
        << '\n';
    EXPECT_EQ(run_events({}, choice(), terminal_), 0);
    EXPECT_EQ(fake_.out,
              "2026-01-31T09:00:00.000Z kafka-0      HELD        WRONG_JAVA  why (by alice)\n");
    EXPECT_THAT(fake_.err, HasSubstr("kafka-0: its agent does not answer"));
    fake_.out.clear();
    EXPECT_EQ(run_events({.grep = "by bob"}, choice(), terminal_), 0);
    EXPECT_EQ(fake_.out, "");
    EXPECT_EQ(run_events({.grep = "by alice", .output = OutputFormat::json}, choice(), terminal_),
              0);
    EXPECT_TRUE(parse_json(fake_.out)) << fake_.out;
    EXPECT_EQ(run_events({.grep = "("}, choice(), terminal_), 2);
}

TEST_F(Commands, AgentUpgradeWantsAProgram) {
    EXPECT_EQ(run_agent_upgrade({.nodes = {}, .binary = folder_ / "none"}, choice(), terminal_), 1);
    EXPECT_THAT(fake_.err, HasSubstr("none: No such file or directory\n"));
    const auto text = file("text");
    EXPECT_EQ(run_agent_upgrade({.nodes = {}, .binary = text}, choice(), terminal_), 1);
    EXPECT_THAT(fake_.err, HasSubstr("cluster.yaml is not a program that you may run\n"));
    EXPECT_EQ(run_agent_upgrade(
                  {.nodes = {}, .binary = BALLAST_PROGRAM, .timeout = std::chrono::seconds(10)},
                  choice(), terminal_),
              3);
    EXPECT_THAT(fake_.err, HasSubstr("zookeeper-1: its agent does not answer"));
    EXPECT_THAT(fake_.err, HasSubstr("not touched: kafka-0\n"));
}

TEST_F(Commands, SupportOfANodeThatIsDownIsAnArchiveAllTheSame) {
    const auto archive = folder_ / "a.tar.gz";
    EXPECT_EQ(run_support({.node = "kafka-0", .output = archive}, choice(), terminal_), 0);
    EXPECT_EQ(fake_.out, archive.string() + '\n');
    EXPECT_GT(std::filesystem::file_size(archive), 100U);
    EXPECT_EQ(run_support({.node = "kafka-0", .output = archive}, choice(), terminal_), 4);
    EXPECT_THAT(fake_.err, HasSubstr("exists already: name another file\n"));
    EXPECT_EQ(
        run_support({.node = "kafka-0", .output = folder_ / "none" / "a"}, choice(), terminal_), 1);
}

TEST_F(Commands, NodeUnitNamesAMissingNode) {
    EXPECT_EQ(run_node_unit({.node = "kafka-5"}, choice(), terminal_), 1);
    EXPECT_THAT(fake_.err, HasSubstr("there is no node kafka-5"));
}

TEST(Errors, SayWhatToDoNext) {
    FakeTerminal fake;
    Terminal terminal = fake.make();
    EXPECT_EQ(report_error(terminal, {ErrorKind::refused, "no\n  b\x1b[2J", {}}, "do that"), 4);
    EXPECT_EQ(fake.err, "error: no\n  b\xEF\xBF\xBD[2J\nnext: do that\n");
    for (const auto& [kind, code] :
         {std::pair{ErrorKind::invalid, 2}, std::pair{ErrorKind::not_found, 1},
          std::pair{ErrorKind::refused, 4}, std::pair{ErrorKind::unreachable, 3},
          std::pair{ErrorKind::timed_out, 5}, std::pair{ErrorKind::io, 1},
          std::pair{ErrorKind::internal, 1}}) {
        EXPECT_EQ(report_error(terminal, {kind, "x", {}}), code);
    }
}

TEST(Errors, OfTheCommandLineShowItsUsage) {
    FakeTerminal fake;
    Terminal terminal = fake.make();
    EXPECT_EQ(report_usage(terminal, {"topic delete", "NAME is missing", "the topic's name"}), 2);
    EXPECT_EQ(fake.err,
              "error: NAME is missing; the topic's name\n"
              "usage: ballast topic delete NAME [-y] [-o FORMAT]\n"
              "next: ballast topic delete --help\n");
}

}  // namespace
}  // namespace ballast::cli
