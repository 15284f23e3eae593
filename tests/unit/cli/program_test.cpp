// The program itself: exit codes, pipes and signals.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace ballast::cli {
namespace {

struct Outcome {
    int status = 0;
    std::string output;
};

// Runs a shell line in which $B is the program, in an own place for clusters.
Outcome shell(const std::string& line) {
    const std::string command = "env XDG_DATA_HOME=" + testing::TempDir() +
                                "ballast-nothing B=" BALLAST_PROGRAM " bash -c '" + line + "' 2>&1";
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

TEST(Program, GivesUsageAndTwoForAWrongCommandLine) {
    const Outcome outcome = shell("$B stauts");
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.output,
              "error: unknown command 'stauts'; did you mean status?\n"
              "usage: ballast COMMAND [OPTIONS]\n"
              "next: ballast --help\n");
}

TEST(Program, WritesErrorsToStandardErrorOnly) {
    EXPECT_EQ(shell("$B stauts 2>/dev/null").output, "");
    EXPECT_EQ(shell("$B status 2>/dev/null").output, "");
    EXPECT_EQ(shell("$B status").status, 1);
}

TEST(Program, HelpIsNoError) {
    for (const char* line : {"$B --help", "$B topic --help", "$B topic create -h"}) {
        const Outcome outcome = shell(line);
        EXPECT_EQ(outcome.status, 0);
        EXPECT_THAT(outcome.output, testing::HasSubstr("Usage: ballast"));
    }
}

TEST(Program, DoesNotDieOfAClosedPipe) {
    EXPECT_EQ(shell("set -o pipefail; $B --help | true; echo ${PIPESTATUS[0]}").output, "0\n");
}

TEST(Program, HasNoColoursInAPipe) {
    EXPECT_THAT(shell("$B stauts").output, testing::Not(testing::HasSubstr("\x1b")));
}

TEST(Program, CompletionParsesInBash) {
    EXPECT_EQ(shell("source <($B completion bash) && complete -p ballast").output,
              "complete -o filenames -F _ballast ballast\n");
}

}  // namespace
}  // namespace ballast::cli
