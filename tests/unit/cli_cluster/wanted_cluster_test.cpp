#include "coordinator/cli/cluster/wanted_cluster.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/cli_cluster/temporary_folder.hpp"

namespace ballast::cli {
namespace {

using test::ScopedVariable;
using test::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class WantedPlaceTest : public ::testing::Test {
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
    Result<WantedPlace> choose(const UpOptions& options,
                               const document::Document* from_file = nullptr) {
        return choose_place(options, from_file, index_);
    }
};

TEST_F(WantedPlaceTest, IsDemoWhereThereIsNothing) {
    const auto place = choose({}).value();
    EXPECT_EQ(place.name, "demo");
    EXPECT_EQ(place.folder.root, data_ / "demo");
}

TEST_F(WantedPlaceTest, IsTheOnlyClusterThereIs) {
    make_cluster("a", data_ / "a");
    EXPECT_EQ(choose({}).value().name, "a");
    make_cluster("b", data_ / "b");
    EXPECT_EQ(choose({}).error().kind, ErrorKind::invalid);
}

TEST_F(WantedPlaceTest, FollowsFlagThenFileThenEnvironment) {
    const ScopedVariable preset("BALLAST_CLUSTER", "preset");
    document::Document file;
    file.name = "file";
    EXPECT_EQ(choose({.name = "flag"}, &file).value().name, "flag");
    EXPECT_EQ(choose({}, &file).value().name, "file");
    EXPECT_EQ(choose({}).value().name, "preset");
}

TEST_F(WantedPlaceTest, FindsANamedClusterInItsOwnFolder) {
    const auto far = make_cluster("far", root_.path() / "elsewhere");
    ASSERT_TRUE(index_.add({"far", far}));
    EXPECT_EQ(choose({.name = "far"}).value().folder.root, far);
    EXPECT_EQ(choose({.dir = far}).value().name, "far");
}

TEST_F(WantedPlaceTest, RefusesAFolderOfAnotherCluster) {
    const auto far = make_cluster("far", root_.path() / "elsewhere");
    const auto refused = choose({.name = "near", .dir = far});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::refused);
}

TEST(WantedDocumentTest, SaysWhichFlagsContradictTheFile) {
    document::Document base;
    base.name = "file";
    const auto wanted =
        apply_flags({.file = "cluster.yaml", .brokers = 5, .zookeepers = 3}, "file", base);
    ASSERT_TRUE(wanted) << wanted.error().message;
    EXPECT_EQ(wanted->document.kafka.replicas, 5);
    EXPECT_THAT(wanted->notes, ElementsAre(HasSubstr("--brokers 5 wins over kafka.replicas: 3")));
    EXPECT_THAT(apply_flags({.brokers = 5}, "demo", base)->notes, IsEmpty());
}

TEST(WantedDocumentTest, ChecksWhatTheFlagsMade) {
    const auto even = apply_flags({.zookeepers = 2}, "demo", document::Document{});
    ASSERT_FALSE(even);
    EXPECT_EQ(even.error().kind, ErrorKind::invalid);
}

TEST(NewFolder, TakesWhatABrokenOffRunLeftAndNothingElse) {
    const TemporaryFolder root;
    EXPECT_TRUE(check_new_folder({root.path() / "missing"}));
    EXPECT_TRUE(check_new_folder({root.path()}));
    ASSERT_TRUE(write_file_durably(root.path() / "up.lock", ""));
    ASSERT_TRUE(write_file_durably(root.path() / "cluster.yaml", ""));
    EXPECT_TRUE(check_new_folder({root.path()}));
    ASSERT_TRUE(write_file_durably(root.path() / "photos.zip", ""));
    const auto refused = check_new_folder({root.path()});
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("photos.zip"));
}

}  // namespace
}  // namespace ballast::cli
