// Durable writes, stopped and failed at every step.
#include "common/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "tests/unit/base/scripted_calls.hpp"

namespace ballast {
namespace {

using test::Crash;
using test::ScriptedCalls;
using ::testing::HasSubstr;

class Files : public ::testing::Test {
  protected:
    std::filesystem::path folder_ = [] {
        std::string pattern = "/tmp/ballast-files-XXXXXX";
        return std::filesystem::path(::mkdtemp(pattern.data()));
    }();
    std::filesystem::path file_ = folder_ / "file";

    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::size_t entries() const {
        return static_cast<std::size_t>(
            std::distance(std::filesystem::directory_iterator(folder_), {}));
    }
};

// The steps in their order: nothing is named before it is on the disk, and the name is synced too.
const std::vector<std::string> kSteps{"open",   "write", "fsync", "close",
                                      "rename", "open",  "fsync", "close"};
constexpr int kRename = 4;

TEST_F(Files, ADurableWriteSyncsTheFileThenItsName) {
    ScriptedCalls calls;
    ASSERT_TRUE(write_file_durably(file_, "new", 0640, calls));
    EXPECT_EQ(calls.done, kSteps);
    EXPECT_EQ(*read_file(file_), "new");
    EXPECT_EQ(entries(), 1U);
    struct stat facts{};
    ASSERT_EQ(::stat(file_.c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0640U);
}

TEST_F(Files, ACrashAtAnyStepLeavesTheOldOrTheNewContent) {
    for (int step = 0; step < static_cast<int>(kSteps.size()); ++step) {
        ASSERT_TRUE(write_file_durably(file_, "old content, longer than the new"));
        ScriptedCalls calls;
        calls.crash_at = step;
        // The last close is in a destructor, where a test cannot crash: nothing follows it.
        if (step + 1 == static_cast<int>(kSteps.size())) {
            break;
        }
        EXPECT_THROW((void)write_file_durably(file_, "new", 0600, calls), Crash);
        EXPECT_EQ(*read_file(file_), step <= kRename ? "old content, longer than the new" : "new")
            << kSteps[static_cast<std::size_t>(step)];
        // What the crash left behind is in nobody's way.
        ASSERT_TRUE(write_file_durably(file_, "next"));
        EXPECT_EQ(*read_file(file_), "next");
        EXPECT_EQ(entries(), 1U);
    }
}

TEST_F(Files, ACrashInTheMiddleOfAWriteLeavesTheOldContent) {
    ASSERT_TRUE(write_file_durably(file_, "old"));
    ScriptedCalls calls;
    calls.most_written = 1;
    calls.crash_at = 2;
    EXPECT_THROW((void)write_file_durably(file_, "new", 0600, calls), Crash);
    EXPECT_EQ(*read_file(file_), "old");
}

TEST_F(Files, AFailureAtAnyStepIsToldAndLeavesNothingHalfMade) {
    for (int step = 0; step + 1 < static_cast<int>(kSteps.size()); ++step) {
        ASSERT_TRUE(write_file_durably(file_, "old"));
        ScriptedCalls calls;
        calls.fail_at = step;
        calls.error = ENOSPC;
        const auto written = write_file_durably(file_, "new", 0600, calls);
        ASSERT_FALSE(written) << step;
        EXPECT_EQ(written.error().kind, ErrorKind::io);
        EXPECT_THAT(written.error().message, HasSubstr(folder_.string()));
        EXPECT_THAT(written.error().message, HasSubstr("No space left on device"));
        EXPECT_EQ(*read_file(file_), step <= kRename ? "old" : "new");
        EXPECT_EQ(entries(), 1U) << step;
    }
}

TEST_F(Files, ShortAndInterruptedWritesGoOn) {
    ScriptedCalls calls;
    calls.most_written = 2;
    calls.interruptions = 3;
    ASSERT_TRUE(write_file_durably(file_, "12345", 0600, calls));
    EXPECT_EQ(*read_file(file_), "12345");
}

TEST_F(Files, AnUpdateWritesOnlyWhatDiffers) {
    EXPECT_EQ(update_file_durably(file_, "a"), true);
    ScriptedCalls calls;
    EXPECT_EQ(update_file_durably(file_, "a", 0600, calls), false);
    EXPECT_TRUE(calls.done.empty());
    EXPECT_EQ(update_file_durably(file_, "b", 0600, calls), true);
    EXPECT_EQ(*read_file(file_), "b");
}

TEST_F(Files, ALinkAtTheTemporaryNameIsNotFollowed) {
    ASSERT_TRUE(write_file_durably(folder_ / "victim", "precious"));
    std::filesystem::create_symlink(folder_ / "victim", folder_ / ".file.tmp");
    (void)write_file_durably(file_, "new");
    EXPECT_EQ(*read_file(folder_ / "victim"), "precious");
}

TEST_F(Files, WhatACrashLeftDoesNotLendItsMode) {
    ASSERT_TRUE(write_file_durably(folder_ / ".file.tmp", "half", 0644));
    ASSERT_TRUE(write_file_durably(file_, "secret", 0400));
    struct stat facts{};
    ASSERT_EQ(::stat(file_.c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0400U);
    EXPECT_EQ(*read_file(file_), "secret");
    EXPECT_EQ(entries(), 1U);
}

TEST_F(Files, AMissingFolderIsAnError) {
    const auto written = write_file_durably(folder_ / "none" / "file", "x");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::io);
}

TEST_F(Files, ReadsAreBounded) {
    ASSERT_TRUE(write_file_durably(file_, std::string(100, 'x')));
    EXPECT_TRUE(read_file(file_, 100));
    const auto more = read_file(file_, 99);
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().kind, ErrorKind::io);
    EXPECT_THAT(more.error().message, HasSubstr("larger than 99 bytes"));
    // Without an end of its own.
    EXPECT_FALSE(read_file("/dev/zero", 1000));
}

TEST_F(Files, AMissingFileIsNotFound) {
    const auto content = read_file(folder_ / "none");
    ASSERT_FALSE(content);
    EXPECT_EQ(content.error().kind, ErrorKind::not_found);
    EXPECT_EQ(read_file(folder_).error().kind, ErrorKind::io);
}

TEST_F(Files, FoldersAreMadeWithTheirParents) {
    ASSERT_TRUE(make_folders(folder_ / "a" / "b" / "c", 0700));
    ASSERT_TRUE(make_folders(folder_ / "a" / "b" / "c", 0700));
    struct stat facts{};
    ASSERT_EQ(::stat((folder_ / "a").c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0700U);
    ASSERT_TRUE(write_file_durably(file_, "x"));
    const auto made = make_folders(file_ / "d");
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().message, HasSubstr(file_.string()));
    EXPECT_FALSE(make_folders(file_));
}

}  // namespace
}  // namespace ballast
