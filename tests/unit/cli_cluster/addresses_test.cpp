#include "coordinator/cli/cluster/addresses.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <thread>

#include "common/files.hpp"
#include "tests/unit/cli_cluster/temporary_folder.hpp"

namespace ballast::cli {
namespace {

using test::TemporaryFolder;
using ::testing::HasSubstr;

bool quiet(int) {
    return true;
}

class Claims : public ::testing::Test {
  protected:
    TemporaryFolder root_;
    std::filesystem::path folder_ = root_.path() / "claims";
    AddressClaims claims_{folder_};

    std::filesystem::path cluster(const std::string& name) {
        std::filesystem::create_directory(root_.path() / name);
        return root_.path() / name;
    }
};

TEST(NodeAddress, CountsBrokersFromOneInTheLastPart) {
    EXPECT_EQ(node_address(10, Role::kafka, 0), "127.10.2.1");
    EXPECT_EQ(node_address(11, Role::zookeeper, 3), "127.11.1.3");
    EXPECT_EQ(archive_address(10, Role::kafka), "127.10.3.1");
    EXPECT_NE(archive_address(10, Role::kafka), archive_address(10, Role::zookeeper));
}

TEST_F(Claims, GivesTheFirstBlockAndThenTheNext) {
    EXPECT_EQ(claims_.claim("a", cluster("a"), 0, quiet).value_or(0), 10);
    EXPECT_EQ(claims_.claim("b", cluster("b"), 0, quiet).value_or(0), 11);
}

TEST_F(Claims, GivesAClusterItsBlockAgain) {
    ASSERT_EQ(claims_.claim("a", cluster("a"), 0, quiet).value_or(0), 10);
    EXPECT_EQ(claims_.claim("a", cluster("a"), 0, quiet).value_or(0), 10);
    EXPECT_EQ(claims_.claim("a", cluster("a"), 10, quiet).value_or(0), 10);
}

TEST_F(Claims, SkipsBlocksWhereSomethingListens) {
    const auto block = claims_.claim("a", cluster("a"), 0, [](int n) { return n >= 13; });
    EXPECT_EQ(block.value_or(0), 13);
}

TEST_F(Claims, ReservesAKnownBlockEvenWhereItsOwnNodesListen) {
    const auto block = claims_.claim("a", cluster("a"), 42, [](int) { return false; });
    EXPECT_EQ(block.value_or(0), 42);
}

TEST_F(Claims, RefusesABlockOfAnotherCluster) {
    ASSERT_TRUE(claims_.claim("a", cluster("a"), 10, quiet));
    const auto refused = claims_.claim("b", cluster("b"), 10, quiet);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::refused);
    EXPECT_THAT(refused.error().message, HasSubstr(cluster("a").string()));
}

TEST_F(Claims, TakesOverTheBlockOfAClusterWhoseFolderIsGone) {
    ASSERT_EQ(claims_.claim("a", cluster("a"), 0, quiet).value_or(0), 10);
    std::filesystem::remove(root_.path() / "a");
    EXPECT_EQ(claims_.claim("b", cluster("b"), 0, quiet).value_or(0), 10);
    EXPECT_EQ(claims_.holder(10)->value_or(BlockClaim{}).name, "b");
}

TEST_F(Claims, LeavesTheClaimsOfOtherUsersAlone) {
    ASSERT_EQ(claims_.claim("a", cluster("a"), 0, quiet).value_or(0), 10);
    std::filesystem::remove(root_.path() / "a");
    AddressClaims other(folder_, ::getuid() + 1);
    EXPECT_EQ(other.claim("b", cluster("b"), 0, quiet).value_or(0), 11);
    ASSERT_TRUE(other.release(10, root_.path() / "a"));
    EXPECT_TRUE(claims_.holder(10)->has_value());
}

TEST_F(Claims, ReleasesOnlyItsOwn) {
    ASSERT_TRUE(claims_.claim("a", cluster("a"), 0, quiet));
    ASSERT_TRUE(claims_.release(10, cluster("b")));
    EXPECT_TRUE(claims_.holder(10)->has_value());
    ASSERT_TRUE(claims_.release(10, cluster("a")));
    EXPECT_FALSE(claims_.holder(10)->has_value());
}

TEST_F(Claims, MakesAFolderThatEveryUserCanWriteTo) {
    ASSERT_TRUE(claims_.claim("a", cluster("a"), 0, quiet));
    struct stat status{};
    ASSERT_EQ(::stat(folder_.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777U, 01777U);
    ASSERT_EQ(::stat((folder_ / "10.json").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0644U);
}

TEST_F(Claims, DoesNotFollowALinkInPlaceOfAClaim) {
    ASSERT_TRUE(claims_.claim("a", cluster("a"), 0, quiet));
    ASSERT_TRUE(write_file_durably(root_.path() / "precious", "precious"));
    std::filesystem::create_symlink(root_.path() / "precious", folder_ / "11.json");
    EXPECT_EQ(claims_.claim("b", cluster("b"), 0, quiet).value_or(0), 12);
    EXPECT_EQ(read_file(root_.path() / "precious").value_or(""), "precious");
}

TEST_F(Claims, DoesNotFollowALinkInPlaceOfTheFolder) {
    std::filesystem::create_directory(root_.path() / "elsewhere");
    std::filesystem::create_symlink(root_.path() / "elsewhere", folder_);
    EXPECT_FALSE(claims_.claim("a", cluster("a"), 0, quiet));
    EXPECT_TRUE(std::filesystem::is_empty(root_.path() / "elsewhere"));
}

TEST_F(Claims, TakesAnUnreadableClaimAsTaken) {
    ASSERT_TRUE(claims_.claim("a", cluster("a"), 0, quiet));
    ASSERT_TRUE(write_file_durably(folder_ / "11.json", "{"));
    EXPECT_EQ(claims_.claim("b", cluster("b"), 0, quiet).value_or(0), 12);
}

TEST_F(Claims, GivesEachOfManyAtOnceItsOwn) {
    std::vector<int> blocks(8);
    std::vector<std::filesystem::path> dirs;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        dirs.push_back(cluster("c" + std::to_string(i)));
    }
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < blocks.size(); ++i) {
            threads.emplace_back([&, i] {
                AddressClaims own(folder_);
                blocks[i] = own.claim(dirs[i].filename(), dirs[i], 0, quiet).value_or(0);
            });
        }
    }
    std::ranges::sort(blocks);
    EXPECT_THAT(blocks, ::testing::ElementsAre(10, 11, 12, 13, 14, 15, 16, 17));
}

TEST_F(Claims, SaysSoWhenNoneIsLeft) {
    const auto refused = claims_.claim("a", cluster("a"), 0, [](int) { return false; });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::refused);
}

}  // namespace
}  // namespace ballast::cli
