#include "agent/facts/disk_space.hpp"

#include "tests/unit/base/scripted_calls.hpp"
#include "tests/unit/facts/support.hpp"

namespace ballast::agent {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class DiskSpaceTest : public ::testing::Test {
  protected:
    test::TemporaryFolder folder_;
    std::filesystem::path probe() const { return folder_.path() / ".ballast-probe"; }
};

TEST_F(DiskSpaceTest, IsThatOfTheFileSystem) {
    const auto space = disk_space(folder_.path());
    EXPECT_GT(space.free, 0);
    EXPECT_GE(space.total, space.free);
}

TEST_F(DiskSpaceTest, OfAMissingFolderIsThatOfWhereItWouldBeMade) {
    EXPECT_EQ(nearest_existing(folder_.path() / "a" / "b"), folder_.path());
    EXPECT_EQ(nearest_existing("no-such-folder/b"), ".");
    EXPECT_EQ(nearest_existing("/no-such-folder/b"), "/");
    EXPECT_EQ(disk_space(folder_.path() / "a" / "b").total, disk_space(folder_.path()).total);
}

TEST_F(DiskSpaceTest, TheProbeLeavesNothing) {
    EXPECT_EQ(write_probe(folder_.path()), "");
    EXPECT_EQ(write_probe(folder_.path() / "missing"), "");
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(DiskSpaceTest, AProbeThatACrashLeftIsNoProblem) {
    test::put(probe(), "half");
    EXPECT_EQ(write_probe(folder_.path()), "");
    EXPECT_FALSE(std::filesystem::exists(probe()));
}

TEST_F(DiskSpaceTest, WhatTheDiskRefusesIsSaidAndCleanedUp) {
    const std::vector<std::string> words{"cannot create ", "cannot write ", "cannot write ",
                                         "cannot write ", "cannot remove "};
    for (int step = 0; step < static_cast<int>(words.size()); ++step) {
        test::ScriptedCalls calls;
        calls.fail_at = step;
        const auto said = write_probe(folder_.path(), calls);
        EXPECT_THAT(said, StartsWith(words[static_cast<std::size_t>(step)]));
        EXPECT_THAT(said, EndsWith("Input/output error"));
        EXPECT_EQ(calls.done.back(), step == 0 ? "open" : "unlink");
    }
}

TEST_F(DiskSpaceTest, AnInterruptedOrShortWriteGoesOn) {
    test::ScriptedCalls calls;
    calls.interruptions = 1;
    calls.most_written = 1000;
    EXPECT_EQ(write_probe(folder_.path(), calls), "");
    EXPECT_EQ(std::ranges::count(calls.done, "write"), 5);
}

TEST_F(DiskSpaceTest, AFileInThePlaceOfAFolderIsRefused) {
    test::put(folder_.path() / "file");
    EXPECT_THAT(write_probe(folder_.path() / "file"), HasSubstr("Not a directory"));
}

TEST_F(DiskSpaceTest, AReadOnlyFileSystemIsSaid) {
    const test::Tmpfs disk(folder_.path(), "size=1m");
    if (!disk.mounted()) {
        GTEST_SKIP() << "mounting a tmpfs needs root";
    }
    ASSERT_TRUE(disk.make_read_only());
    EXPECT_THAT(look_at_disk(folder_.path()).write_error, HasSubstr("Read-only file system"));
}

TEST_F(DiskSpaceTest, AFullFileSystemIsSaid) {
    const test::Tmpfs disk(folder_.path(), "size=64k");
    if (!disk.mounted()) {
        GTEST_SKIP() << "mounting a tmpfs needs root";
    }
    EXPECT_EQ(look_at_disk(folder_.path()).write_error, "");
    test::put(folder_.path() / "data", std::string(64U << 10U, 'x'));
    const auto facts = look_at_disk(folder_.path());
    EXPECT_THAT(facts.write_error, HasSubstr("No space left on device"));
    EXPECT_EQ(facts.free_bytes, 0);
    EXPECT_EQ(facts.total_bytes, 64 << 10);
    EXPECT_FALSE(std::filesystem::exists(probe()));
}

}  // namespace
}  // namespace ballast::agent
