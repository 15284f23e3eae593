#include "coordinator/cli/cluster/purge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "coordinator/cli/cluster/node_layout.hpp"
#include "tests/unit/cli_cluster/temporary_folder.hpp"

namespace ballast::cli {
namespace {

using test::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Purge : public ::testing::Test {
  protected:
    TemporaryFolder root_;
    ClusterFolder folder_{root_.path() / "cluster"};
    ClusterRecord record_{.name = "demo", .created = "2026-01-31T09:00:00Z", .block = 12};
    AddressClaims claims_{root_.path() / "claims"};
    ClusterIndex index_{root_.path() / "data"};
    std::filesystem::path secrets_ = root_.path() / "memory" / "demo-12";

    void SetUp() override {
        std::filesystem::create_directory(folder_.root);
        ASSERT_TRUE(claims_.claim("demo", folder_.root, 12, [](int) { return true; }));
        ASSERT_TRUE(write_cluster_document(folder_, {}));
        ASSERT_TRUE(write_record(folder_, record_));
        ASSERT_TRUE(index_.add({"demo", folder_.root}));
        NodeIdentity node;
        node.cluster = "demo";
        node.name = "kafka-0";
        node.address = "127.12.2.1";
        node.secrets_dir = secrets_ / "kafka-0";
        ASSERT_TRUE(write_node(folder_, node));
        put(folder_.node("kafka-0").volume() / "data" / "topic-0" / "0.log");
        put(secrets_ / "kafka-0" / "password");
    }
    static void put(const std::filesystem::path& file, const std::string& content = "x") {
        ASSERT_TRUE(make_folders(file.parent_path()));
        ASSERT_TRUE(write_file_durably(file, content));
    }
    void run() {
        const auto list = list_purge(folder_, record_);
        ASSERT_TRUE(list);
        const auto purged = purge(folder_, record_, *list, claims_, index_);
        ASSERT_TRUE(purged) << purged.error().message;
    }
};

TEST_F(Purge, LeavesNothingOfACluster) {
    run();
    EXPECT_FALSE(std::filesystem::exists(folder_.root));
    EXPECT_FALSE(std::filesystem::exists(secrets_));
    EXPECT_FALSE(claims_.holder(12).value().has_value());
    EXPECT_THAT(index_.list().value(), IsEmpty());
}

TEST_F(Purge, LeavesWhatBallastDidNotMake) {
    put(folder_.root / "notes.txt");
    put(folder_.node("kafka-0").root / "mine" / "diary");
    EXPECT_THAT(list_purge(folder_, record_)->strangers,
                ElementsAre(folder_.node("kafka-0").root / "mine", folder_.root / "notes.txt"));
    run();
    EXPECT_TRUE(std::filesystem::exists(folder_.root / "notes.txt"));
    EXPECT_TRUE(std::filesystem::exists(folder_.node("kafka-0").root / "mine" / "diary"));
    EXPECT_FALSE(std::filesystem::exists(folder_.node("kafka-0").volume()));
    EXPECT_FALSE(std::filesystem::exists(folder_.record()));
}

TEST_F(Purge, RemovesLinksAndNotWhatTheyPointTo) {
    put(root_.path() / "outside" / "precious");
    std::filesystem::create_directory_symlink(root_.path() / "outside",
                                              folder_.node("kafka-0").volume() / "linked");
    run();
    EXPECT_TRUE(std::filesystem::exists(root_.path() / "outside" / "precious"));
}

TEST_F(Purge, TakesOnlyKafkasFilesFromAnAbsoluteStorageFolder) {
    const auto disk = root_.path() / "disk one";
    put(disk / "meta.properties");
    put(disk / ".kafka_cleanshutdown");
    put(disk / "topic-0" / "partition.metadata");
    put(disk / "photos" / "cat.jpg");
    put(folder_.node("kafka-0").config() / "server.properties",
        "broker.id=0\nlog.dirs=" + (root_.path() / "disk\\ one").string() + "\n");
    run();
    EXPECT_FALSE(std::filesystem::exists(disk / "topic-0"));
    EXPECT_FALSE(std::filesystem::exists(disk / "meta.properties"));
    EXPECT_TRUE(std::filesystem::exists(disk / "photos" / "cat.jpg"));
}

TEST_F(Purge, LeavesAnAbsoluteFolderThatNoBrokerUsed) {
    put(root_.path() / "disk" / "topic-0" / "partition.metadata");
    put(folder_.node("kafka-0").config() / "server.properties",
        "log.dirs=" + (root_.path() / "disk").string() + "\n");
    run();
    EXPECT_TRUE(std::filesystem::exists(root_.path() / "disk" / "topic-0"));
}

TEST_F(Purge, MarksTheClusterBeforeItDeletes) {
    // A file in the place of a folder of ours cannot be read as a node, and the claims are gone:
    // whatever fails later, the mark is there.
    auto list = list_purge(folder_, record_).value();
    list.doomed = {"/proc/1/fd"};  // cannot be deleted, not even by root
    EXPECT_FALSE(purge(folder_, record_, list, claims_, index_));
    EXPECT_TRUE(read_record(folder_).value().purging);
    EXPECT_EQ(index_.list().value().size(), 1U);
}

TEST_F(Purge, FinishesABrokenOffPurge) {
    record_.purging = true;
    ASSERT_TRUE(write_record(folder_, record_));
    std::filesystem::remove_all(folder_.node("kafka-0").volume());
    run();
    EXPECT_FALSE(std::filesystem::exists(folder_.root));
}

}  // namespace
}  // namespace ballast::cli
