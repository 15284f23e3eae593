#include "coordinator/cli/cluster/cluster_index.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "tests/unit/cli_cluster/temporary_folder.hpp"

namespace ballast::cli {
namespace {

using test::ScopedVariable;
using test::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Index : public ::testing::Test {
  protected:
    TemporaryFolder root_;
    ScopedVariable data_home_{"XDG_DATA_HOME", root_.path().c_str()};
    ScopedVariable preset_{"BALLAST_CLUSTER", nullptr};
    std::filesystem::path data_ = root_.path() / "ballast";
    ClusterIndex index_{data_};

    std::filesystem::path make_cluster(const std::string& name, const std::filesystem::path& dir) {
        std::filesystem::create_directories(dir);
        EXPECT_TRUE(write_record({dir}, {.name = name, .created = "2026-01-31T09:00:00Z"}));
        return dir;
    }
};

TEST_F(Index, IsEmptyAtFirst) {
    EXPECT_THAT(index_.list().value(), IsEmpty());
}

TEST_F(Index, ListsClustersOfDefaultAndOtherFolders) {
    make_cluster("a", data_ / "a");  // found though never registered
    const auto b = make_cluster("b", root_.path() / "far" / "b");
    ASSERT_TRUE(index_.add({"b", b}));
    EXPECT_THAT(index_.list().value(),
                ElementsAre(IndexEntry{"a", data_ / "a"}, IndexEntry{"b", b}));
}

TEST_F(Index, ForgetsWhatIsGone) {
    const auto b = make_cluster("b", root_.path() / "b");
    ASSERT_TRUE(index_.add({"b", b}));
    std::filesystem::remove_all(b);
    EXPECT_THAT(index_.list().value(), IsEmpty());
}

TEST_F(Index, RefusesASecondClusterOfAName) {
    ASSERT_TRUE(index_.add({"a", make_cluster("a", root_.path() / "one")}));
    const auto refused = index_.add({"a", make_cluster("a", root_.path() / "two")});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::refused);
    EXPECT_THAT(refused.error().message, HasSubstr((root_.path() / "one").string()));
}

TEST_F(Index, RemovesByFolder) {
    const auto a = make_cluster("a", root_.path() / "a");
    const auto b = make_cluster("b", root_.path() / "b");
    ASSERT_TRUE(index_.add({"a", a}));
    ASSERT_TRUE(index_.add({"b", b}));
    ASSERT_TRUE(index_.remove(a));
    EXPECT_THAT(index_.list().value(), ElementsAre(IndexEntry{"b", b}));
}

TEST_F(Index, KeepsTheEntriesOfManyWritersAtOnce) {
    std::vector<std::filesystem::path> dirs;
    for (int i = 0; i < 8; ++i) {
        dirs.push_back(
            make_cluster("c" + std::to_string(i), root_.path() / ("c" + std::to_string(i))));
    }
    {
        std::vector<std::jthread> threads;
        for (const auto& dir : dirs) {
            threads.emplace_back([&] {
                ClusterIndex own(data_);
                EXPECT_TRUE(own.add({dir.filename(), dir}));
            });
        }
    }
    EXPECT_EQ(index_.list().value().size(), dirs.size());
}

TEST_F(Index, SaysWhichFileIsDamaged) {
    ASSERT_TRUE(make_folders(data_));
    ASSERT_TRUE(write_file_durably(data_ / "index.json", "{\"clusters\": 5"));
    const auto damaged = index_.list();
    ASSERT_FALSE(damaged);
    EXPECT_THAT(damaged.error().message, HasSubstr("index.json"));
}

TEST_F(Index, FindsTheOnlyCluster) {
    make_cluster("a", data_ / "a");
    EXPECT_EQ(find_cluster("", "").value().root, data_ / "a");
}

TEST_F(Index, AsksForANameWhereThereAreSeveral) {
    make_cluster("a", data_ / "a");
    make_cluster("b", data_ / "b");
    const auto unclear = find_cluster("", "");
    ASSERT_FALSE(unclear);
    EXPECT_EQ(unclear.error().kind, ErrorKind::invalid);
    EXPECT_THAT(unclear.error().message, HasSubstr((data_ / "b").string()));
    EXPECT_EQ(find_cluster("b", "").value().root, data_ / "b");
}

TEST_F(Index, TakesThePresetNameAndTheFlagBeforeIt) {
    make_cluster("a", data_ / "a");
    make_cluster("b", data_ / "b");
    const ScopedVariable preset("BALLAST_CLUSTER", "b");
    EXPECT_EQ(find_cluster("", "").value().root, data_ / "b");
    EXPECT_EQ(find_cluster("a", "").value().root, data_ / "a");
}

TEST_F(Index, TakesTheFolderBeforeAll) {
    make_cluster("a", data_ / "a");
    const auto far = make_cluster("far", root_.path() / "far");
    const ScopedVariable preset("BALLAST_CLUSTER", "a");
    EXPECT_EQ(find_cluster("", far).value().root, far);
    const auto contradiction = find_cluster("a", far);
    ASSERT_FALSE(contradiction);
    EXPECT_EQ(contradiction.error().kind, ErrorKind::invalid);
}

TEST_F(Index, SaysWhatThereIsForAnUnknownName) {
    make_cluster("a", data_ / "a");
    const auto unknown = find_cluster("x", "");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().kind, ErrorKind::not_found);
    EXPECT_THAT(unknown.error().message, HasSubstr((data_ / "a").string()));
    EXPECT_EQ(find_cluster("", root_.path() / "nowhere").error().kind, ErrorKind::not_found);
}

TEST(UserFolders, FollowTheXdgVariables) {
    const ScopedVariable home("HOME", "/home/u");
    const ScopedVariable data("XDG_DATA_HOME", nullptr);
    const ScopedVariable cache("XDG_CACHE_HOME", "relative/is/ignored");
    const auto folders = user_folders().value();
    EXPECT_EQ(folders.data, "/home/u/.local/share/ballast");
    EXPECT_EQ(folders.cache, "/home/u/.cache/ballast");
}

}  // namespace
}  // namespace ballast::cli
