#include "tests/unit/preparation/support.hpp"

namespace ballast::agent {
namespace {

using ::testing::HasSubstr;

class PrepareZooKeeper : public test::PreparationTest {
  protected:
    void SetUp() override {
        test::PreparationTest::SetUp();
        if (IsSkipped()) {
            return;
        }
        be(Role::zookeeper, 2);
        accept();
    }

    std::filesystem::path data() const { return inputs_.folders.volume() / "data"; }
    std::filesystem::path config(const char* name) const { return inputs_.folders.config() / name; }
    bool may_initialize() const { return std::filesystem::exists(data() / "initialize"); }
};

TEST_F(PrepareZooKeeper, WritesItsIdOnce) {
    ASSERT_EQ(refusal(), "none");
    EXPECT_EQ(*read_file(data() / "myid"), "2\n");
    EXPECT_EQ(test::mode_of(data() / "myid"), 0600U);
    EXPECT_EQ(test::mode_of(data()), 0700U);
    for (const char* file : {"zoo.cfg", "zoo.cfg.dynamic", "log4j.properties"}) {
        EXPECT_EQ(test::mode_of(config(file)), 0600U) << file;
    }
}

TEST_F(PrepareZooKeeper, ASecondOneChangesNoFile) {
    for (const bool birth : {true, false}) {
        inputs_.identity.birth = birth;
        ASSERT_EQ(refusal(), "none");
        const auto before = state();
        ASSERT_EQ(refusal(), "none");
        EXPECT_EQ(state(), before) << birth;
    }
}

TEST_F(PrepareZooKeeper, AnotherMembersVolumeIsLeftAlone) {
    inputs_.identity.birth = true;
    for (const char* id : {"3\n", "", "22", "2 3", "two", "-2", "02"}) {
        test::put(data() / "myid", id);
        const auto before = state();
        const auto prepared = prepare_start(inputs_);
        ASSERT_FALSE(prepared) << id;
        EXPECT_EQ(prepared.error().code, "MYID_MISMATCH") << id;
        EXPECT_EQ(prepared.error().kind, ErrorKind::refused);
        EXPECT_THAT(prepared.error().message, HasSubstr((data() / "myid").string()));
        EXPECT_EQ(state(), before) << id;
    }
    EXPECT_FALSE(may_initialize());
}

TEST_F(PrepareZooKeeper, BlanksAroundTheIdAreNoMatter) {
    test::put(data() / "myid", " 2 \r\n");
    EXPECT_EQ(refusal(), "none");
    EXPECT_EQ(*read_file(data() / "myid"), " 2 \r\n");
}

TEST_F(PrepareZooKeeper, AnIdThatCannotBeReadIsNotReplaced) {
    std::filesystem::create_directories(data() / "myid");
    EXPECT_EQ(prepare_start(inputs_).error().kind, ErrorKind::io);
    EXPECT_TRUE(std::filesystem::is_directory(data() / "myid"));
    std::filesystem::remove(data() / "myid");
    test::put(data() / "myid", std::string(1000, '2'));
    EXPECT_EQ(prepare_start(inputs_).error().kind, ErrorKind::io);
}

TEST_F(PrepareZooKeeper, OnlyABirthMayInitialize) {
    ASSERT_EQ(refusal(), "none");
    EXPECT_FALSE(may_initialize());
    inputs_.identity.birth = true;
    ASSERT_EQ(refusal(), "none");
    EXPECT_TRUE(may_initialize());
    EXPECT_EQ(test::mode_of(data() / "initialize"), 0600U);
}

TEST_F(PrepareZooKeeper, AServerWithDataNeverInitializes) {
    inputs_.identity.birth = true;
    std::filesystem::create_directories(data() / "version-2");
    ASSERT_EQ(refusal(), "none");
    EXPECT_TRUE(may_initialize());
    test::put(data() / "version-2" / "acceptedEpoch", "1");
    ASSERT_EQ(refusal(), "none");
    EXPECT_FALSE(may_initialize());
}

TEST_F(PrepareZooKeeper, WhereNobodyCanTellWhetherThereIsDataItDoesNotInitialize) {
    inputs_.identity.birth = true;
    std::filesystem::create_directories(data());
    const auto version_2 = data() / "version-2";
    for (const auto& target : {version_2, disk_.path() / "not mounted"}) {
        std::filesystem::create_symlink(target, version_2);
        ASSERT_EQ(refusal(), "none");
        EXPECT_FALSE(may_initialize()) << target;
        std::filesystem::remove(version_2);
    }
}

// A server that did not start at the ensemble's birth may not vote with an empty log later on.
TEST_F(PrepareZooKeeper, TheRightToInitializeEndsWithTheBirth) {
    inputs_.identity.birth = true;
    ASSERT_EQ(refusal(), "none");
    inputs_.identity.birth = false;
    ASSERT_EQ(refusal(), "none");
    EXPECT_FALSE(may_initialize());
}

// ZooKeeper renames the dynamic file at a reconfiguration and writes its name into zoo.cfg.
TEST_F(PrepareZooKeeper, TheMembersOfAReconfigurationAreKept) {
    ASSERT_EQ(refusal(), "none");
    const auto moved = config("zoo.cfg.dynamic.100000003");
    const std::string members = "server.2=127.10.1.2:2888:3888:participant;127.10.1.2:2181\n";
    test::put(moved, members);
    std::filesystem::remove(config("zoo.cfg.dynamic"));
    test::put(config("zoo.cfg"), "dynamicConfigFile=" + moved.string() + "\n");
    accept("zookeeper: {config: {tickTime: 1500}}\n");
    ASSERT_EQ(refusal(), "none");
    EXPECT_EQ(*read_file(moved), members);
    EXPECT_FALSE(std::filesystem::exists(config("zoo.cfg.dynamic")));
    EXPECT_THAT(*read_file(config("zoo.cfg")),
                HasSubstr("dynamicConfigFile=" + moved.string() + "\n"));
    EXPECT_THAT(*read_file(config("zoo.cfg")), HasSubstr("tickTime=1500\n"));
}

TEST_F(PrepareZooKeeper, ADynamicFileThatIsGoneIsMadeAgain) {
    ASSERT_EQ(refusal(), "none");
    test::put(config("zoo.cfg"), "dynamicConfigFile=/gone/zoo.cfg.dynamic.1\n");
    ASSERT_EQ(refusal(), "none");
    EXPECT_THAT(*read_file(config("zoo.cfg")),
                HasSubstr("dynamicConfigFile=" + config("zoo.cfg.dynamic").string() + "\n"));
    EXPECT_TRUE(std::filesystem::exists(config("zoo.cfg.dynamic")));
}

TEST_F(PrepareZooKeeper, NeedsNoSecrets) {
    inputs_.identity.secrets_dir = "/nowhere";
    EXPECT_EQ(refusal(), "none");
}

}  // namespace
}  // namespace ballast::agent
