// Staging a binary, refused for each reason and stopped at each step.
#include "agent/upgrade/staged_binary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <set>
#include <string>

#include "common/bytes.hpp"
#include "tests/unit/base/scripted_calls.hpp"

namespace ballast::agent {
namespace {

using test::Crash;
using test::ScriptedCalls;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string program(const std::string& name, std::size_t size = 200'000) {
    return "\x7f\x45LF" + name + std::string(size, '.');
}

class StagedBinary : public ::testing::Test {
  protected:
    std::filesystem::path root_ = [] {
        std::string pattern = "/tmp/ballast-upgrade-XXXXXX";
        return std::filesystem::path(::mkdtemp(pattern.data()));
    }();
    std::filesystem::path source_ = root_ / "ballast-agent";
    std::filesystem::path folder_ = root_ / "agents";
    std::string content_ = program("one");

    void SetUp() override { write(content_); }
    void TearDown() override { std::filesystem::remove_all(root_); }

    void write(const std::string& content, mode_t mode = 0755) {
        content_ = content;
        ASSERT_TRUE(write_file_durably(source_, content, mode));
        ASSERT_EQ(::chmod(source_.c_str(), mode), 0);
    }
    std::string sum() const { return sha256_hex(content_); }
    std::filesystem::path target() const {
        return folder_ / ("ballast-agent-" + sum().substr(0, 12));
    }
    Result<std::filesystem::path> stage(const std::filesystem::path& in_use = {}) const {
        return stage_binary(source_, sum(), folder_, in_use);
    }
    std::set<std::string> entries() const {
        std::set<std::string> names;
        std::error_code error;
        for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
            names.insert(entry.path().filename());
        }
        return names;
    }
    void expect_refusal(const std::filesystem::path& source, const std::string& sha256,
                        const std::string& code, const std::string& words) const {
        const auto staged = stage_binary(source, sha256, folder_, {});
        ASSERT_FALSE(staged);
        EXPECT_EQ(staged.error().code, code);
        EXPECT_THAT(staged.error().message, HasSubstr(words));
        EXPECT_THAT(entries(), IsEmpty());
    }
};

TEST_F(StagedBinary, IsACopyThatRuns) {
    const auto staged = stage();
    ASSERT_TRUE(staged) << staged.error().message;
    EXPECT_EQ(*staged, target());
    EXPECT_EQ(*read_file(*staged), content_);
    struct stat facts{};
    ASSERT_EQ(::stat(staged->c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 07777U, 0755U);
    EXPECT_EQ(entries().size(), 1U);
}

TEST_F(StagedBinary, KnowsTheProgramThatRuns) {
    EXPECT_EQ(running_program().filename(), "upgrade_test");
}

TEST_F(StagedBinary, AskedAgainItIsTheSameEvenWithoutTheSource) {
    ASSERT_TRUE(stage());
    std::filesystem::remove(source_);
    ScriptedCalls calls;
    const auto again = stage_binary(source_, sum(), folder_, {}, calls);
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, target());
    EXPECT_THAT(calls.done, ElementsAre("close", "open", "fsync", "close")) << "nothing is written";
}

TEST_F(StagedBinary, TakesASumInUpperCase) {
    auto upper = sum();
    for (auto& c : upper) {
        c = static_cast<char>(::toupper(c));
    }
    EXPECT_EQ(stage_binary(source_, upper, folder_, {}).value(), target());
}

TEST_F(StagedBinary, ADamagedCopyIsMadeAnew) {
    ASSERT_TRUE(stage());
    ASSERT_TRUE(write_file_durably(target(), "broken"));
    ASSERT_TRUE(stage());
    EXPECT_EQ(*read_file(target()), content_);
}

TEST_F(StagedBinary, RefusesWhatIsNotThere) {
    expect_refusal(root_ / "none", sum(), "BINARY_NOT_FOUND", "No such file");
    expect_refusal("ballast-agent", sum(), "BINARY_NOT_FOUND", "full path");
    expect_refusal("https://example.com/ballast-agent", sum(), "BINARY_NOT_FOUND", "full path");
}

TEST_F(StagedBinary, RefusesAnotherSumAndNamesBoth) {
    const auto other = sha256_hex("other");
    const auto staged = stage_binary(source_, other, folder_, {});
    ASSERT_FALSE(staged);
    EXPECT_EQ(staged.error().code, "WRONG_SHA256");
    EXPECT_THAT(staged.error().message, AllOf(HasSubstr(other), HasSubstr(sum())));
    EXPECT_THAT(entries(), IsEmpty());
}

TEST_F(StagedBinary, RefusesWhatIsNoSum) {
    for (const std::string bad :
         {"", "abc", "../../../../../../../../../../../../../../../../../../../"}) {
        expect_refusal(source_, bad, "WRONG_SHA256", "64 hexadecimal digits");
    }
    expect_refusal(source_, sum().replace(3, 1, "/"), "WRONG_SHA256", "64 hexadecimal digits");
}

TEST_F(StagedBinary, RefusesWhatIsNoProgram) {
    write("#!/bin/sh\n");
    expect_refusal(source_, sum(), "NOT_A_PROGRAM", "ELF");
    write("");
    expect_refusal(source_, sum(), "NOT_A_PROGRAM", "empty");
    expect_refusal(root_, sum(), "NOT_A_PROGRAM", "not a regular file");
    ASSERT_EQ(::mkfifo((root_ / "fifo").c_str(), 0600), 0);
    expect_refusal(root_ / "fifo", sum(), "NOT_A_PROGRAM", "not a regular file");
}

TEST_F(StagedBinary, RefusesWhatOthersMayWrite) {
    write(program("one"), 0757);
    expect_refusal(source_, sum(), "UNSAFE_BINARY", "mode 757");
    if (::geteuid() != 0) {
        GTEST_SKIP() << "only root can give a file to another user";
    }
    write(program("one"), 0775);
    ASSERT_EQ(::chown(source_.c_str(), 0, 12345), 0);
    expect_refusal(source_, sum(), "UNSAFE_BINARY", "mode 775");
    ASSERT_EQ(::chmod(source_.c_str(), 0755), 0);
    ASSERT_EQ(::chown(source_.c_str(), 12345, 0), 0);
    expect_refusal(source_, sum(), "UNSAFE_BINARY", "user 12345");
}

TEST_F(StagedBinary, RefusesWhatIsTooLargeWithoutReadingIt) {
    ASSERT_EQ(::truncate(source_.c_str(), static_cast<off_t>(kMaxBinarySize) + 1), 0);
    expect_refusal(source_, sum(), "UNSAFE_BINARY", "209715201 bytes");
}

TEST_F(StagedBinary, KeepsTheTwoNewestAndTheOneInUse) {
    std::vector<std::filesystem::path> staged;
    for (int i = 0; i < 4; ++i) {
        write(program(std::to_string(i)));
        staged.push_back(stage(staged.empty() ? "" : staged[0]).value());
        // Their times are those of the disk's clock, which may be coarse.
        std::filesystem::last_write_time(
            staged.back(),
            std::filesystem::file_time_type::clock::now() - std::chrono::hours(9 - i));
    }
    EXPECT_THAT(entries(), testing::UnorderedElementsAre(staged[0].filename(), staged[2].filename(),
                                                         staged[3].filename()));
    ASSERT_TRUE(write_file_durably(folder_ / "notes", "not ours"));
    ASSERT_TRUE(stage());
    EXPECT_THAT(entries(),
                testing::UnorderedElementsAre("notes", staged[2].filename(), staged[3].filename()));
}

// The steps up to the copy's name: it has its name only when it is whole and on the disk.
TEST_F(StagedBinary, ACrashAtAnyStepLeavesItWholeOrNotThere) {
    write(program("one", 100));
    ScriptedCalls all;
    ASSERT_TRUE(stage_binary(source_, sum(), folder_, {}, all));
    EXPECT_THAT(all.done, ElementsAre("unlink", "open", "write", "fsync", "close", "close",
                                      "rename", "open", "fsync", "close"));
    for (int step = 0; step < static_cast<int>(all.done.size()); ++step) {
        if (all.done[static_cast<std::size_t>(step)] == "close" && step != 4) {
            continue;  // in a destructor, where a test cannot crash
        }
        std::filesystem::remove_all(folder_);
        ScriptedCalls calls;
        calls.crash_at = step;
        EXPECT_THROW((void)stage_binary(source_, sum(), folder_, {}, calls), Crash) << step;
        if (std::filesystem::exists(target())) {
            EXPECT_EQ(*read_file(target()), content_) << step;
        }
        const auto next = stage();
        ASSERT_TRUE(next) << step << next.error().message;
        EXPECT_EQ(*read_file(*next), content_);
        EXPECT_EQ(entries().size(), 1U) << "what the crash left is gone";
    }
}

TEST_F(StagedBinary, AFailureAtAnyStepIsAnErrorAndLeavesNothingHalf) {
    write(program("one", 100));
    for (const int step : {1, 2, 3, 4, 6, 7, 8}) {
        std::filesystem::remove_all(folder_);
        ScriptedCalls calls;
        calls.fail_at = step;
        calls.error = ENOSPC;
        const auto staged = stage_binary(source_, sum(), folder_, {}, calls);
        ASSERT_FALSE(staged) << step;
        EXPECT_EQ(staged.error().kind, ErrorKind::io);
        EXPECT_THAT(staged.error().message, HasSubstr("No space left"));
        ASSERT_TRUE(stage());
        EXPECT_EQ(entries().size(), 1U);
    }
}

TEST_F(StagedBinary, WhatACrashLeftOfAnotherIsRemoved) {
    ASSERT_TRUE(make_folders(folder_));
    ASSERT_TRUE(write_file_durably(folder_ / ".ballast-agent-0123456789ab.tmp", "half"));
    ASSERT_TRUE(stage());
    EXPECT_EQ(entries().size(), 1U);
}

TEST_F(StagedBinary, ShortWritesAndInterruptionsAreGoneOnWith) {
    ScriptedCalls calls;
    calls.most_written = 1000;
    calls.interruptions = 2;
    ASSERT_TRUE(stage_binary(source_, sum(), folder_, {}, calls));
    EXPECT_EQ(*read_file(target()), content_);
}

}  // namespace
}  // namespace ballast::agent
