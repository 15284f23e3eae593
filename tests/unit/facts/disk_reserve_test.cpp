#include "agent/facts/disk_reserve.hpp"

#include <sys/stat.h>

#include "agent/facts/disk_space.hpp"
#include "tests/unit/base/scripted_calls.hpp"
#include "tests/unit/facts/support.hpp"

namespace ballast::agent {
namespace {

constexpr std::int64_t kMebi = std::int64_t{1} << 20U;
constexpr std::int64_t kGibi = std::int64_t{1} << 30U;

class DiskReserveTest : public ::testing::Test {
  protected:
    test::TemporaryFolder folder_;
    std::filesystem::path volume_ = folder_.path() / "volume";
    StartFacts facts_;

    // A disk of which 1 % is 2 MiB.
    void SetUp() override {
        ASSERT_TRUE(make_folders(volume_ / "state"));
        facts_.identity.role = Role::kafka;
        facts_.needed_free_bytes = 20 * kMebi;
        facts_.dirs.resize(1);
        facts_.dirs[0].path = volume_ / "data";
        facts_.dirs[0].total_bytes = 200 * kMebi;
        facts_.dirs[0].free_bytes = 100 * kMebi;
    }

    std::int64_t make(FileCalls& calls = system_files()) {
        const auto made = make_reserve(facts_, volume_, calls);
        EXPECT_TRUE(made) << made.error().message;
        return made.value_or(-1);
    }
    std::size_t files() const {
        const auto entries = std::filesystem::directory_iterator(volume_ / "state");
        return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
    }
};

TEST_F(DiskReserveTest, IsAHundredthOfTheDiskAndReallyAllocated) {
    EXPECT_EQ(reserve_bytes(volume_), 0);
    EXPECT_EQ(make(), 2 * kMebi);
    EXPECT_EQ(reserve_bytes(volume_), 2 * kMebi);
    EXPECT_EQ(make(), 2 * kMebi) << "again";
    EXPECT_EQ(files(), 1U);
    EXPECT_EQ(give_back_reserve(volume_), 2 * kMebi);
    EXPECT_EQ(reserve_bytes(volume_), 0);
    EXPECT_EQ(give_back_reserve(volume_), 0) << "again";
    EXPECT_EQ(files(), 0U);
}

TEST_F(DiskReserveTest, IsAtMost256Mebi) {
    const test::Tmpfs disk(folder_.path(), "size=300m");
    if (!disk.mounted()) {
        GTEST_SKIP() << "mounting a tmpfs needs root";
    }
    ASSERT_TRUE(make_folders(volume_ / "state"));
    facts_.dirs[0].total_bytes = 1000 * kGibi;
    facts_.dirs[0].free_bytes = 500 * kGibi;
    EXPECT_EQ(make(), 256 * kMebi);
    const auto free = disk_space(volume_).free;
    EXPECT_EQ(give_back_reserve(volume_), 256 * kMebi);
    EXPECT_EQ(disk_space(volume_).free, free + 256 * kMebi);
}

TEST_F(DiskReserveTest, ThereIsNoneWhereTheDiskHasNoRoomToSpare) {
    facts_.dirs[0].free_bytes = 82 * kMebi - 1;
    EXPECT_EQ(make(), 0);
    facts_.dirs[0].free_bytes = 82 * kMebi;
    EXPECT_EQ(make(), 2 * kMebi);
}

TEST_F(DiskReserveTest, ThereIsNoneWhereTheDiskIsSmallOrUnknown) {
    facts_.dirs[0].total_bytes = 99 * kMebi;
    EXPECT_EQ(make(), 0);
    facts_.dirs[0].total_bytes = -1;
    EXPECT_EQ(make(), 0);
    facts_.dirs.clear();
    EXPECT_EQ(make(), 0);
    EXPECT_EQ(files(), 0U);
}

TEST_F(DiskReserveTest, ThereIsNoneForZooKeeper) {
    facts_.identity.role = Role::zookeeper;
    EXPECT_EQ(make(), 0);
}

TEST_F(DiskReserveTest, ThereIsNoneForDirsOfOtherDisks) {
    struct stat here{};
    struct stat there{};
    if (::stat("/dev/shm", &there) != 0 || ::stat(volume_.c_str(), &here) != 0 ||
        here.st_dev == there.st_dev) {
        GTEST_SKIP() << "no other file system at /dev/shm";
    }
    facts_.dirs[0].path = "/dev/shm/data";
    EXPECT_FALSE(reserve_helps(volume_, facts_.dirs));
    EXPECT_EQ(make(), 0);
    facts_.dirs.push_back({.path = volume_ / "data"});
    EXPECT_TRUE(reserve_helps(volume_, facts_.dirs));
}

TEST_F(DiskReserveTest, ADiskThatIsFullerThanTheFactsSayHasNone) {
    const test::Tmpfs disk(folder_.path(), "size=1m");
    if (!disk.mounted()) {
        GTEST_SKIP() << "mounting a tmpfs needs root";
    }
    ASSERT_TRUE(make_folders(volume_ / "state"));
    EXPECT_EQ(make(), 0);
    EXPECT_EQ(files(), 0U);
}

TEST_F(DiskReserveTest, ACrashAtAnyStepLeavesAWholeReserveOrNone) {
    for (int step = 0;; ++step) {
        test::ScriptedCalls calls;
        calls.crash_at = step;
        try {
            EXPECT_TRUE(make_reserve(facts_, volume_, calls));
            EXPECT_EQ(step, 8) << "unlink, open, fsync, close, rename, open, fsync, close";
            break;
        } catch (const test::Crash&) {
            const auto left = reserve_bytes(volume_);
            EXPECT_TRUE(left == 0 || left == 2 * kMebi) << calls.done.back();
        }
        EXPECT_EQ(make(), 2 * kMebi) << "the next one puts it right";
        EXPECT_EQ(files(), 1U);
        ASSERT_TRUE(give_back_reserve(volume_));
    }
}

TEST_F(DiskReserveTest, AFailedStepLeavesNothingHalf) {
    for (int step = 0; step < 7; ++step) {
        test::ScriptedCalls calls;
        calls.fail_at = step;
        const auto made = make_reserve(facts_, volume_, calls);
        ASSERT_FALSE(made) << calls.done.back();
        EXPECT_EQ(made.error().kind, ErrorKind::io);
        EXPECT_EQ(files(), step < 5 ? 0U : 1U) << "only the folder's sync may come too late";
        ASSERT_TRUE(give_back_reserve(volume_));
    }
}

TEST_F(DiskReserveTest, GivesBackWhatACrashLeft) {
    EXPECT_EQ(make(), 2 * kMebi);
    test::put(volume_ / "state" / ".reserve.tmp", std::string(8192, 'x'));
    EXPECT_EQ(give_back_reserve(volume_), 2 * kMebi + 8192);
    EXPECT_EQ(files(), 0U);
}

TEST_F(DiskReserveTest, SaysWhatCannotBeGivenBack) {
    EXPECT_EQ(make(), 2 * kMebi);
    test::ScriptedCalls calls;
    calls.fail_at = 0;
    const auto given = give_back_reserve(volume_, calls);
    ASSERT_FALSE(given);
    EXPECT_THAT(given.error().message, ::testing::HasSubstr("cannot remove"));
    EXPECT_EQ(reserve_bytes(volume_), 2 * kMebi);
}

}  // namespace
}  // namespace ballast::agent
