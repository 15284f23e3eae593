#include "agent/process/short_process.hpp"

#include <gmock/gmock.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <fstream>
#include <thread>

#include "common/files.hpp"

namespace ballast::agent {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

class ShortProcessTest : public testing::Test {
  public:
    ~ShortProcessTest() override {
        process_.reset();
        EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1) << "a child was not reaped";
        std::filesystem::remove_all(dir_);
    }

  protected:
    ShortProcessTest() {
        std::string path = "/tmp/ballast-process-XXXXXX";
        dir_ = mkdtemp(path.data());
    }

    void start(const std::string& script) {
        auto started = ShortProcess::start(loop_.get_executor(), {"/bin/sh", "-c", script},
                                           {"PATH=/usr/bin:/bin", "NAME=value"}, dir_ / "log");
        ASSERT_TRUE(started) << started.error().message;
        process_ = std::move(*started);
    }
    Result<int> wait(std::chrono::milliseconds limit = 20s) {
        Result<int> result = 0;
        boost::asio::co_spawn(loop_, process_->wait(limit),
                              [&](std::exception_ptr failure, Result<int> status) {
                                  EXPECT_EQ(failure, nullptr);
                                  result = std::move(status);
                              });
        loop_.restart();
        loop_.run();
        return result;
    }
    std::string log() const { return read_file(dir_ / "log").value_or(""); }
    // What the script printed last, once it did.
    pid_t printed_pid() const {
        const auto end = std::chrono::steady_clock::now() + 10s;
        while (!log().ends_with('\n') && std::chrono::steady_clock::now() < end) {
            std::this_thread::sleep_for(2ms);
        }
        return std::stoi(log());
    }
    static bool ends(pid_t pid) {
        const auto end = std::chrono::steady_clock::now() + 10s;
        // An orphan of ours may stay a zombie of a container's PID 1.
        while (kill(pid, 0) == 0 && std::chrono::steady_clock::now() < end) {
            std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
            std::string field;
            stat >> field >> field >> field;
            if (field == "Z") {
                return true;
            }
            std::this_thread::sleep_for(2ms);
        }
        return kill(pid, 0) != 0;
    }

    std::filesystem::path dir_;
    boost::asio::io_context loop_;
    std::unique_ptr<ShortProcess> process_;
};

TEST_F(ShortProcessTest, ExitCodesAreKept) {
    for (const int code : {0, 1, 42, 255}) {
        start("exit " + std::to_string(code));
        const auto status = wait();
        ASSERT_TRUE(status) << status.error().message;
        EXPECT_TRUE(WIFEXITED(*status));
        EXPECT_EQ(WEXITSTATUS(*status), code);
    }
}

TEST_F(ShortProcessTest, SignalsReachIt) {
    start("exec sleep 1000");
    process_->signal(SIGTERM);
    const auto status = wait();
    ASSERT_TRUE(status);
    EXPECT_TRUE(WIFSIGNALED(*status));
    EXPECT_EQ(WTERMSIG(*status), SIGTERM);
    process_->signal(SIGTERM);  // nobody's any more
}

TEST_F(ShortProcessTest, OutputIsAppendedAndTheStateIsClean) {
    std::ofstream(dir_ / "log") << "before\n";
    start("echo $NAME; echo error >&2; ls /proc/self/fd | wc -w; readlink /proc/self/fd/0");
    ASSERT_TRUE(wait());
    // ls has its folder open too.
    EXPECT_EQ(log(), "before\nvalue\nerror\n4\n/dev/null\n");
}

TEST_F(ShortProcessTest, ATimeOutLeavesItRunning) {
    start("exec sleep 1000");
    const auto status = wait(20ms);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().kind, ErrorKind::timed_out);
    process_->signal(SIGKILL);
    const auto second = wait();
    ASSERT_TRUE(second) << second.error().message;
    EXPECT_EQ(WTERMSIG(*second), SIGKILL);
}

TEST_F(ShortProcessTest, DestroyingItKillsItsGroup) {
    start("sleep 1000 & echo $!; wait");
    const auto child = printed_pid();
    process_.reset();
    EXPECT_TRUE(ends(child));
}

TEST_F(ShortProcessTest, WhatItLeavesBehindGoesWithIt) {
    start("sleep 1000 & echo $!");
    const auto child = printed_pid();
    ASSERT_TRUE(wait());
    process_.reset();
    EXPECT_TRUE(ends(child));
}

// Nobody would ever end the server of an archive whose maker was killed.
TEST_F(ShortProcessTest, DiesWithTheProcessThatStartedIt) {
    const pid_t starter = fork();
    if (starter == 0) {
        boost::asio::io_context loop;
        auto started =
            ShortProcess::start(loop.get_executor(), {"/bin/sh", "-c", "echo $$; exec sleep 1000"},
                                {"PATH=/usr/bin:/bin"}, dir_ / "log");
        while (started) {
            pause();
        }
        _exit(1);
    }
    const auto child = printed_pid();
    EXPECT_EQ(kill(child, 0), 0);
    kill(starter, SIGKILL);
    waitpid(starter, nullptr, 0);
    EXPECT_TRUE(ends(child)) << kill(child, SIGKILL);
}

TEST_F(ShortProcessTest, FailedStartsSayWhy) {
    const auto start_of = [&](const std::vector<std::string>& argv) {
        auto started = ShortProcess::start(loop_.get_executor(), argv, {}, dir_ / "log");
        return started ? std::string("started") : started.error().message;
    };
    EXPECT_THAT(start_of({"/no/such/program"}), HasSubstr("/no/such/program"));
    EXPECT_THAT(start_of({}), HasSubstr("nothing"));
    EXPECT_THAT(start_of({"/tmp"}), HasSubstr("/tmp"));
    std::ofstream(dir_ / "script") << "#!/no/such/interpreter\n";
    std::filesystem::permissions(dir_ / "script", std::filesystem::perms::owner_all);
    EXPECT_THAT(start_of({dir_ / "script"}), HasSubstr("No such file"));
    auto no_log = ShortProcess::start(loop_.get_executor(), {"/bin/true"}, {}, dir_ / "no" / "log");
    ASSERT_FALSE(no_log);
    EXPECT_THAT(no_log.error().message, HasSubstr("no/log"));
}

}  // namespace
}  // namespace ballast::agent
