#include "agent/facts/zookeeper_dir.hpp"

#include "tests/unit/facts/support.hpp"

namespace ballast::agent {
namespace {

using ::testing::HasSubstr;

class ZooKeeperDirTest : public ::testing::Test {
  protected:
    test::TemporaryFolder folder_;
    std::filesystem::path dir_ = folder_.path() / "volume" / "data";

    void put(const char* name, const std::string& content = {}) const {
        test::put(dir_ / name, content);
    }
    bool empty() const { return look_at_zookeeper_dir(dir_).empty; }
    ZooKeeperDataFacts data() const { return look_at_zookeeper_data(dir_); }
};

TEST_F(ZooKeeperDirTest, IsEmptyWithoutSnapshotsAndLogs) {
    EXPECT_TRUE(empty());
    put("myid", "1\n");
    put("initialize");
    EXPECT_TRUE(empty());
    put("version-2/currentEpoch", "3");
    put("version-2/acceptedEpoch", "3");
    put("version-2/.snapshot.0.tmp");
    EXPECT_TRUE(empty());
}

TEST_F(ZooKeeperDirTest, ASnapshotOrALogIsData) {
    put("version-2/snapshot.0");
    EXPECT_FALSE(empty());
    std::filesystem::remove(dir_ / "version-2" / "snapshot.0");
    EXPECT_TRUE(empty());
    put("version-2/log.100000001");
    EXPECT_FALSE(empty());
}

TEST_F(ZooKeeperDirTest, WhatCannotBeListedIsNotEmpty) {
    put("myid", "1");
    std::filesystem::create_symlink("/not/mounted", dir_ / "version-2");
    const auto facts = look_at_zookeeper_dir(dir_);
    EXPECT_FALSE(facts.empty);
    EXPECT_THAT(facts.write_error, HasSubstr("cannot list"));
}

TEST_F(ZooKeeperDirTest, NothingIsKnownOfAMissingDir) {
    const auto facts = data();
    EXPECT_EQ(facts.myid, "");
    EXPECT_FALSE(facts.current_epoch);
    EXPECT_FALSE(facts.accepted_epoch);
    EXPECT_EQ(facts.epoch_error, "");
    EXPECT_FALSE(facts.initialize_present);
}

TEST_F(ZooKeeperDirTest, ReadsIdAndEpochs) {
    put("myid", "3\n");
    put("version-2/currentEpoch", "4");
    put("version-2/acceptedEpoch", "5\n");
    const auto facts = data();
    EXPECT_EQ(facts.myid, "3");
    EXPECT_EQ(facts.current_epoch, 4U);
    EXPECT_EQ(facts.accepted_epoch, 5U);
    EXPECT_EQ(facts.epoch_error, "");
}

TEST_F(ZooKeeperDirTest, AnEpochThatIsNoNumberIsSaid) {
    put("version-2/acceptedEpoch", "2");
    for (const auto& [content, words] : std::vector<std::pair<std::string, std::string>>{
             {"", "is empty"},
             {"\n4", "is empty"},
             {"four", "says 'four', which is no epoch"},
             {"4 ", "says '4 '"},
             {"-1", "says '-1'"},
             {std::string(3000, '9'), "says '99999999999999999999', "}}) {
        put("version-2/currentEpoch", content);
        const auto facts = data();
        EXPECT_FALSE(facts.current_epoch) << content;
        EXPECT_THAT(facts.epoch_error, HasSubstr(words));
        EXPECT_THAT(facts.epoch_error, HasSubstr("currentEpoch"));
        EXPECT_EQ(facts.accepted_epoch, 2U);
    }
}

TEST_F(ZooKeeperDirTest, AnEpochFileThatCannotBeOpenedIsUnknown) {
    std::filesystem::create_directories(dir_ / "version-2" / "currentEpoch");
    const auto facts = data();
    EXPECT_FALSE(facts.current_epoch);
    EXPECT_EQ(facts.epoch_error, "");
}

TEST_F(ZooKeeperDirTest, SeesTheFileOfABirthInBothPlaces) {
    put("initialize");
    EXPECT_TRUE(data().initialize_present);
    std::filesystem::remove(dir_ / "initialize");
    EXPECT_FALSE(data().initialize_present);
    test::put(dir_.parent_path() / "initialize");
    EXPECT_TRUE(data().initialize_present);
}

}  // namespace
}  // namespace ballast::agent
