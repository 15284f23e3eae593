#include "agent/facts/log_dir.hpp"

#include "tests/unit/facts/support.hpp"

namespace ballast::agent {
namespace {

using ::testing::HasSubstr;

class LogDirTest : public ::testing::Test {
  protected:
    test::TemporaryFolder folder_;
    std::filesystem::path dir_ = folder_.path() / "data";
    std::filesystem::path config_ = folder_.path() / "config";

    DirFacts look() const { return look_at_log_dir(dir_, config_); }
    void put(const char* name, const std::string& content = {}) const {
        test::put(dir_ / name, content);
    }

    static void lock(const std::filesystem::path& file) {
        const int fd = ::open(file.c_str(), O_RDWR);
        struct flock whole{};
        whole.l_type = F_WRLCK;
        if (fd < 0 || ::fcntl(fd, F_SETLK, &whole) != 0) {
            ::_exit(1);
        }
    }
};

TEST_F(LogDirTest, AMissingDirIsEmptyAndCanBeMade) {
    const auto facts = look();
    EXPECT_EQ(facts.path, dir_);
    EXPECT_TRUE(facts.empty);
    EXPECT_EQ(facts.write_error, "");
    EXPECT_GT(facts.total_bytes, 0);
    EXPECT_FALSE(facts.meta);
    EXPECT_FALSE(facts.clean_marker);
    EXPECT_FALSE(facts.lock_holder);
}

TEST_F(LogDirTest, WithoutMetaAndPartitionsIsEmpty) {
    for (const char* name : {".lock", "cleaner-offset-checkpoint", "log-start-offset-checkpoint",
                             "recovery-point-offset-checkpoint", "orders-0"}) {
        put(name, "0\n0\n");
    }
    std::filesystem::create_directory(dir_ / "lost+found");
    EXPECT_TRUE(look().empty);
}

TEST_F(LogDirTest, APartitionOrMetaPropertiesIsData) {
    put("meta.properties", "version=0\n");
    EXPECT_FALSE(look().empty);
    std::filesystem::remove(dir_ / "meta.properties");
    EXPECT_TRUE(look().empty);
    std::filesystem::create_directory(dir_ / "orders-0");
    EXPECT_FALSE(look().empty);
}

TEST_F(LogDirTest, KnowsThePartitionsFolders) {
    for (const char* name :
         {"orders-0", "a-b-12", "__consumer_offsets-49", "orders-3.0a1b2c3d4e5f-delete",
          "orders-3.0a1b2c3d4e5f-future", "orders-3.0a1b2c3d4e5f-stray", "a.b-0"}) {
        EXPECT_TRUE(is_partition_folder(name)) << name;
    }
    for (const char* name : {"lost+found", "remote-log-index-cache", "-0", "orders-", "orders",
                             "version-2.quarantine-20260131T090000Z", "", "orders-x-delete"}) {
        EXPECT_FALSE(is_partition_folder(name)) << name;
    }
}

TEST_F(LogDirTest, ReadsMetaProperties) {
    put("meta.properties",
        "#Sat Jan 31 09:00:00 UTC 2026\ncluster.id=w4F-3\nversion=0\nbroker.id=2\n");
    auto meta = look().meta;
    ASSERT_TRUE(meta);
    EXPECT_EQ(meta->cluster_id, "w4F-3");
    EXPECT_EQ(meta->broker_id, 2);

    put("meta.properties", "version=1\ncluster.id=x\nnode.id=7\ndirectory.id=abc\n");
    EXPECT_EQ(look().meta->broker_id, 7);

    put("meta.properties", "version=0\n");
    meta = look().meta;
    EXPECT_EQ(meta->cluster_id, "");
    EXPECT_FALSE(meta->broker_id);
}

TEST_F(LogDirTest, MetaPropertiesThatCannotBeReadIsNotTakenForNone) {
    for (const char* id : {"two", "-1", "99999999999", ""}) {
        put("meta.properties", std::string("cluster.id=x\nbroker.id=") + id + "\n");
        const auto facts = look();
        EXPECT_FALSE(facts.meta) << id;
        EXPECT_THAT(facts.meta_error, HasSubstr("which is no id")) << id;
        EXPECT_FALSE(facts.empty) << id;
    }
    std::filesystem::remove(dir_ / "meta.properties");
    std::filesystem::create_directory(dir_ / "meta.properties");
    const auto facts = look();
    EXPECT_THAT(facts.meta_error, HasSubstr("Is a directory"));
    EXPECT_FALSE(facts.empty);
}

TEST_F(LogDirTest, AFileInItsPlaceIsNotEmpty) {
    test::put(dir_);
    const auto facts = look();
    EXPECT_FALSE(facts.empty);
    EXPECT_THAT(facts.write_error, HasSubstr("Not a directory"));
}

TEST_F(LogDirTest, TheStopWasCleanWhereEveryDirHasItsMarker) {
    const std::array<std::filesystem::path, 2> dirs{dir_, folder_.path() / "other"};
    put(".kafka_cleanshutdown", "{\"version\":0,\"brokerEpoch\":25}");
    EXPECT_TRUE(look().clean_marker);
    EXPECT_FALSE(clean_markers(dirs));
    test::put(dirs[1] / ".kafka_cleanshutdown");
    EXPECT_TRUE(clean_markers(dirs));
    EXPECT_FALSE(clean_markers({}));
}

TEST_F(LogDirTest, NobodyHoldsALockFileThatIsOnlyThere) {
    put(".lock");
    EXPECT_FALSE(look().lock_holder);
}

TEST_F(LogDirTest, NamesWhoHoldsTheLockAndDisturbsNobody) {
    put(".lock");
    test::Child other([&] { lock(dir_ / ".lock"); }, {"/opt/kafka/bin/thing", "/x/y"});
    for (int look_again = 0; look_again < 2; ++look_again) {
        const auto holder = look().lock_holder;
        ASSERT_TRUE(holder);
        EXPECT_EQ(holder->process, identify_process(other.pid()));
        EXPECT_THAT(holder->command_line, HasSubstr("/opt/kafka/bin/thing"));
        EXPECT_FALSE(holder->own_jvm);
    }
    other.end();
    EXPECT_FALSE(look().lock_holder);
}

TEST_F(LogDirTest, KnowsItsOwnOrphan) {
    put(".lock");
    const test::Child orphan(
        [&] { lock(dir_ / ".lock"); },
        {"/opt/java/bin/java", "-Xmx1g", "kafka.Kafka", (config_ / "server.properties").string()});
    const auto holder = look().lock_holder;
    ASSERT_TRUE(holder);
    EXPECT_TRUE(holder->own_jvm);
    EXPECT_EQ(holder->process.pid, orphan.pid());
}

TEST_F(LogDirTest, AHolderThatCannotBeSeenIsOneAllTheSame) {
    put(".lock");
    // A lock of an open file description has no process.
    const Descriptor file(::open((dir_ / ".lock").c_str(), O_RDWR | O_CLOEXEC));
    struct flock whole{};
    whole.l_type = F_WRLCK;
    ASSERT_EQ(::fcntl(file.get(), F_OFD_SETLK, &whole), 0);
    const auto holder = look().lock_holder;
    ASSERT_TRUE(holder);
    EXPECT_EQ(holder->process.pid, 0);
    EXPECT_EQ(holder->command_line, "");
    EXPECT_FALSE(holder->own_jvm);
}

}  // namespace
}  // namespace ballast::agent
