#include "coordinator/cli/cluster/file_lock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <optional>

#include "tests/unit/cli_cluster/temporary_folder.hpp"

namespace ballast::cli {
namespace {

using ::testing::HasSubstr;

TEST(FileLock, HasOneHolderAndNamesIt) {
    const test::TemporaryFolder root;
    const auto file = root.path() / "lock";
    EXPECT_FALSE(is_locked(file));
    std::optional<FileLock> first = FileLock::take(file).value();
    EXPECT_TRUE(is_locked(file));
    const auto second = FileLock::take(file);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::refused);
    EXPECT_THAT(second.error().message, HasSubstr(std::to_string(::getpid())));
    first.reset();
    EXPECT_FALSE(is_locked(file));
    EXPECT_TRUE(FileLock::take(file));
}

TEST(FileLock, DoesNotFollowALink) {
    const test::TemporaryFolder root;
    std::filesystem::create_symlink(root.path() / "elsewhere", root.path() / "lock");
    EXPECT_FALSE(FileLock::take(root.path() / "lock"));
    EXPECT_FALSE(std::filesystem::exists(root.path() / "elsewhere"));
}

}  // namespace
}  // namespace ballast::cli
