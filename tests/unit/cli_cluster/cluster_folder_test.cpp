#include "coordinator/cli/cluster/cluster_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>

#include "tests/unit/cli_cluster/temporary_folder.hpp"

namespace ballast::cli {
namespace {

using test::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

ClusterRecord sample_record() {
    return {.name = "demo",
            .created = "2026-01-31T09:00:00Z",
            .block = 12,
            .kafka_home = "/opt/kafka",
            .java_home = "/opt/java"};
}

NodeIdentity sample_node(Role role, int id) {
    NodeIdentity node;
    node.cluster = "demo";
    node.role = role;
    node.id = id;
    node.name = std::string(to_string(role)) + "-" + std::to_string(id);
    node.address = "127.10.2.1";
    node.zookeepers = {{1, "127.10.1.1"}};
    node.birth = true;
    return node;
}

// Fails every call from the n-th on, as a crash does for what comes after it.
class DyingCalls final : public FileCalls {
  public:
    explicit DyingCalls(int lives) : lives_(lives) {}
    int open(const std::filesystem::path& file, int flags, mode_t mode) override {
        return alive() ? FileCalls::open(file, flags, mode) : dead();
    }
    ssize_t write(int fd, const void* data, std::size_t size) override {
        return alive() ? FileCalls::write(fd, data, size / 2 + 1) : dead();
    }
    int fsync(int fd) override { return alive() ? FileCalls::fsync(fd) : dead(); }
    int rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
        return alive() ? FileCalls::rename(from, to) : dead();
    }
    int unlink(const std::filesystem::path& file) override {
        return alive() ? FileCalls::unlink(file) : dead();
    }
    bool died() const { return lives_ < 0; }

  private:
    int lives_;
    bool alive() { return lives_-- > 0; }
    static int dead() {
        errno = EIO;
        return -1;
    }
};

TEST(ClusterFolder, KeepsItsRecord) {
    const TemporaryFolder root;
    const ClusterFolder folder{root.path()};
    EXPECT_EQ(read_record(folder).error().kind, ErrorKind::not_found);
    auto record = sample_record();
    record.born = true;
    ASSERT_TRUE(write_record(folder, record));
    const auto read = read_record(folder).value();
    EXPECT_EQ(read.name, "demo");
    EXPECT_EQ(read.block, 12);
    EXPECT_EQ(read.kafka_home, "/opt/kafka");
    EXPECT_TRUE(read.born);
    EXPECT_FALSE(read.purging);
    struct stat status{};
    ASSERT_EQ(::stat(folder.record().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(ClusterFolder, NamesTheFileOfADamagedRecord) {
    const TemporaryFolder root;
    ASSERT_TRUE(write_file_durably(root.path() / "cluster.json", "{}"));
    const auto damaged = read_record({root.path()});
    ASSERT_FALSE(damaged);
    EXPECT_THAT(damaged.error().message, HasSubstr("cluster.json"));
    EXPECT_THAT(damaged.error().message, HasSubstr("name"));
}

TEST(ClusterFolder, HoldsTheOldOrTheNewRecordWhereverAWriteEnds) {
    bool whole = false;
    for (int lives = 0; !whole; ++lives) {
        const TemporaryFolder root;
        const ClusterFolder folder{root.path()};
        ASSERT_TRUE(write_record(folder, sample_record()));
        auto next = sample_record();
        next.born = true;
        DyingCalls calls(lives);
        const auto written = write_record(folder, next, calls);
        whole = !calls.died();
        const auto read = read_record(folder);
        ASSERT_TRUE(read) << "after " << lives << " calls";
        EXPECT_TRUE(!written || read->born);
        EXPECT_TRUE(write_record(folder, next)) << "the next run completes it";
        EXPECT_TRUE(read_record(folder)->born);
    }
}

TEST(ClusterFolder, CompletesAHalfWrittenNode) {
    bool whole = false;
    for (int lives = 0; !whole; ++lives) {
        const TemporaryFolder root;
        const ClusterFolder folder{root.path()};
        DyingCalls calls(lives);
        (void)write_node(folder, sample_node(Role::kafka, 0), calls);
        whole = !calls.died();
        ASSERT_TRUE(read_nodes(folder));
        ASSERT_TRUE(write_node(folder, sample_node(Role::kafka, 0)));
        EXPECT_EQ(read_node(folder.node("kafka-0"))->name, "kafka-0");
    }
}

TEST(ClusterFolder, ListsNodesInTheOrderOfStarting) {
    const TemporaryFolder root;
    const ClusterFolder folder{root.path()};
    EXPECT_TRUE(read_nodes(folder).value().empty());
    for (const auto& node : {sample_node(Role::kafka, 10), sample_node(Role::kafka, 2),
                             sample_node(Role::zookeeper, 1)}) {
        ASSERT_TRUE(write_node(folder, node));
    }
    std::filesystem::create_directories(folder.nodes() / "kafka-3");  // of a broken-off up
    std::vector<std::string> names;
    for (const auto& node : read_nodes(folder).value()) {
        names.push_back(node.name);
    }
    EXPECT_THAT(names, ElementsAre("zookeeper-1", "kafka-2", "kafka-10"));
}

TEST(ClusterFolder, LeavesAnEqualNodeFileUntouched) {
    const TemporaryFolder root;
    const ClusterFolder folder{root.path()};
    ASSERT_TRUE(write_node(folder, sample_node(Role::kafka, 0)));
    DyingCalls calls(0);
    EXPECT_TRUE(write_node(folder, sample_node(Role::kafka, 0), calls));
}

}  // namespace
}  // namespace ballast::cli
