// The program itself, alone and under its init.
#include <gmock/gmock.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <thread>

#include "common/files.hpp"
#include "common/tls/authority.hpp"

namespace ballast::test {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

struct Outcome {
    int status = 0;
    std::string output;
};

// Runs a shell line in which $B is the program.
Outcome shell(const std::string& line) {
    const std::string command = "env B=" BALLAST_COORDINATOR " bash -c '" + line + "' 2>&1";
    FILE* pipe = ::popen(command.c_str(), "r");
    Outcome outcome;
    std::array<char, 4096> buffer{};
    while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) {
        outcome.output += buffer.data();
    }
    const int status = ::pclose(pipe);
    outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return outcome;
}

// A coordinator's folder, for a cluster of which nothing runs.
class CoordinatorFolder : public ::testing::Test {
  public:
    ~CoordinatorFolder() override { std::filesystem::remove_all(folder_); }

  protected:
    CoordinatorFolder() {
        std::string name = ::testing::TempDir() + "ballast-coordinator-XXXXXX";
        folder_ = ::mkdtemp(name.data());
        const auto authority = *tls::Authority::create("demo");
        const auto own = *authority.issue({.name = "coordinator", .role = tls::Role::coordinator});
        std::filesystem::create_directories(folder_ / "pki");
        std::filesystem::create_directories(folder_ / "run");
        write("pki/ca.crt", authority.credentials()->certificate);
        write("pki/node.crt", own.certificate);
        write("pki/node.key", own.key);
        write("token", "operator:0123456789abcdef0123456789abcdef\n");
        write("coordinator.json", R"({"cluster":"demo","address":")" + address_ + R"(","nodes":[
                  {"name":"kafka-0","role":"kafka","id":0,"address":"127.0.0.1"},
                  {"name":"zookeeper-1","role":"zookeeper","id":1,"address":"127.0.0.1"}]})");
    }

    void write(const std::string& name, const std::string& text) const {
        ASSERT_TRUE(write_file_durably(folder_ / name, text, 0600));
    }
    std::string log() const { return read_file(folder_ / "run/agent.log").value_or(""); }
    static bool eventually(const std::function<bool()>& holds) {
        const auto end = std::chrono::steady_clock::now() + 20s;
        while (!holds()) {
            if (std::chrono::steady_clock::now() > end) {
                return false;
            }
            std::this_thread::sleep_for(10ms);
        }
        return true;
    }
    Outcome run() const { return shell("$B run --node-dir " + folder_.string()); }

    // What an URL of the API answers, and its status.
    std::string ask(const std::string& path, const std::string& more = "") const {
        return shell("curl -s -m 5 -w \"%{http_code}\" " + more + " http://" + address_ + ":8080" +
                     path)
            .output;
    }

    std::filesystem::path folder_;
    // Its own, since the ports are fixed and tests run side by side.
    std::string address_ = "127.200." + std::to_string(::getpid() / 250 % 250 + 1) + "." +
                           std::to_string(::getpid() % 250 + 1);
};

TEST(CoordinatorProgram, TellsItsVersionAndItsUsage) {
    EXPECT_THAT(shell("$B --version").output, HasSubstr("ballast-coordinator 0."));
    EXPECT_EQ(shell("$B --version").status, 0);
    EXPECT_THAT(shell("$B --help").output, HasSubstr("run"));
    EXPECT_EQ(shell("$B run --help").status, 0);
    for (const auto* line : {"$B", "$B walk", "$B run", "$B run --node-dir"}) {
        EXPECT_EQ(shell(line).status, 2) << line;
    }
}

TEST_F(CoordinatorFolder, ThatLacksSomethingIsAnErrorWithItsName) {
    write("coordinator.json", "{}");
    auto outcome = run();
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.output, HasSubstr(folder_.string() + "/coordinator.json: /cluster"));
    std::filesystem::remove(folder_ / "coordinator.json");
    outcome = run();
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.output, HasSubstr("coordinator.json"));
}

TEST_F(CoordinatorFolder, ThatLacksAKeyIsAnErrorWithItsName) {
    std::filesystem::remove(folder_ / "pki/node.key");
    const auto outcome = run();
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.output, HasSubstr("node.key"));
}

TEST_F(CoordinatorFolder, IsKeptUntilASignal) {
    const auto outcome =
        shell("timeout --preserve-status -s TERM 1 $B run --node-dir " + folder_.string());
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.output, HasSubstr("watches 2 nodes"));
    EXPECT_THAT(outcome.output, HasSubstr("ends: signal 15"));
}

TEST_F(CoordinatorFolder, WithAnAddressThatIsNoneOrTakenIsAnError) {
    write("coordinator.json", R"({"cluster":"demo","address":"somewhere","nodes":[]})");
    auto outcome = run();
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.output, HasSubstr("'somewhere' is not an IP address"));
    write("coordinator.json", R"({"cluster":"demo","address":"127.200.0.1","nodes":[]})");
    outcome = shell("$B run --node-dir " + folder_.string() +
                    " >/dev/null & sleep 0.5; $B run "
                    "--node-dir " +
                    folder_.string() + "; echo status $?; kill %1; wait");
    EXPECT_THAT(outcome.output, HasSubstr("127.200.0.1"));
    EXPECT_THAT(outcome.output, HasSubstr("status 1"));
}

TEST_F(CoordinatorFolder, IsKeptByAnInitThatStartsItAnewAndStopsIt) {
    const auto init = ::fork();
    if (init == 0) {
        ::execl(BALLAST_INIT, BALLAST_INIT, "--node-dir", folder_.c_str(), "--agent",
                BALLAST_COORDINATOR, nullptr);
        ::_exit(127);
    }
    const auto starts = [&] {
        int count = 0;
        const auto text = log();
        for (auto at = text.find("watches"); at != std::string::npos;
             at = text.find("watches", at + 1)) {
            ++count;
        }
        return count;
    };
    ASSERT_TRUE(eventually([&] { return starts() == 1; })) << log();
    EXPECT_TRUE(eventually([&] { return ask("/healthz").ends_with("200"); }));
    EXPECT_TRUE(ask("/v1/health").ends_with("401"));
    const auto health =
        ask("/v1/health", "-H \"Authorization: Bearer 0123456789abcdef0123456789abcdef\"");
    EXPECT_THAT(health, HasSubstr("\"verdict\":\"UNKNOWN\""));
    EXPECT_EQ(shell("pkill -KILL -P " + std::to_string(init)).status, 0);
    ASSERT_TRUE(eventually([&] { return starts() == 2; })) << log();
    ::kill(init, SIGTERM);
    int status = -1;
    EXPECT_TRUE(eventually([&] { return ::waitpid(init, &status, WNOHANG) == init; }));
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
    EXPECT_THAT(log(), HasSubstr("init was told to stop"));
}

}  // namespace
}  // namespace ballast::test
