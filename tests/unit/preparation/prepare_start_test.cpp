#include "agent/archive/archive_key.hpp"
#include "agent/archive/class_path.hpp"
#include "tests/unit/preparation/support.hpp"

namespace ballast::agent {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class PrepareStart : public test::PreparationTest {
  protected:
    Prepared prepared() const {
        auto out = prepare_start(inputs_);
        if (!out) {
            ADD_FAILURE() << out.error().message;
            return {};
        }
        return *std::move(out);
    }
};

TEST_F(PrepareStart, OfABroker) {
    accept("kafka:\n  jvm: {heap: 256Mi}\n  storage: {dirs: [a, " + (disk_.path() / "b").string() +
           "]}\n");
    const auto out = prepared();
    EXPECT_EQ(out.argv.front(), java());
    EXPECT_THAT(out.argv, Contains("-Xmx262144k"));
    EXPECT_EQ(out.heap_bytes, 256 << 20);
    EXPECT_EQ(out.working_directory, inputs_.folders.log());
    EXPECT_EQ(out.revision, document::revision(*load_accepted(inputs_.folders)));
    for (const auto& folder : {inputs_.folders.config(), inputs_.folders.log(),
                               inputs_.folders.volume() / "a", disk_.path() / "b"}) {
        EXPECT_EQ(test::mode_of(folder), 0700U) << folder;
    }
    for (const char* file : {"server.properties", "log4j.properties"}) {
        EXPECT_EQ(test::mode_of(inputs_.folders.config() / file), 0600U) << file;
    }
    for (const char* file : {"agent.password", "agent.jaas"}) {
        EXPECT_EQ(test::mode_of(secret(file)), 0400U) << file;
    }
}

TEST_F(PrepareStart, ASecondOneChangesNoFileOfABroker) {
    accept();
    prepared();
    const auto before = state();
    const auto password = *read_file(secret("agent.password"));
    prepared();
    EXPECT_EQ(state(), before);
    EXPECT_NE(*read_file(secret("agent.password")), password);
}

TEST_F(PrepareStart, ThePasswordIsOnlyInItsTwoFiles) {
    accept();
    const auto out = prepared();
    const auto password = *read_file(secret("agent.password"));
    EXPECT_THAT(out.argv, Not(Contains(HasSubstr(password))));
    EXPECT_THAT(out.environment, Not(Contains(HasSubstr(password))));
    for (const auto& [file, facts] : state()) {
        EXPECT_THAT(std::get<0>(facts), Not(HasSubstr(password))) << file;
    }
}

TEST_F(PrepareStart, TheJvmGetsOnlyNamedVariables) {
    accept();
    inputs_.environment = {{"PATH", "/bin"},
                           {"HOME", "/root"},
                           {"TZ", "UTC"},
                           {"AWS_SECRET_ACCESS_KEY", "s"},
                           {"BALLAST_INIT_FD", "3"},
                           {"KAFKA_OPTS", "-Dx=y"},
                           {"CLASSPATH", "/evil.jar"}};
    const auto out = prepared();
    EXPECT_THAT(out.environment, ElementsAre("PATH=/bin", "HOME=/root", "TZ=UTC"));
    EXPECT_THAT(out.argv, Contains("-Dx=y"));
}

TEST_F(PrepareStart, ANewRevisionChangesOnlyWhatItMeans) {
    accept();
    prepared();
    auto before = state();
    accept("kafka: {config: {num.partitions: 7}}\n");
    prepared();
    auto after = state();
    for (const auto& file :
         {inputs_.folders.accepted(), inputs_.folders.config() / "server.properties"}) {
        EXPECT_NE(after.at(file), before.at(file)) << file;
    }
}

TEST_F(PrepareStart, WithoutADocument) {
    EXPECT_EQ(refusal(), "NO_DOCUMENT");
    // Nothing is made on a volume that has no document.
    EXPECT_FALSE(std::filesystem::exists(inputs_.folders.config()));
}

TEST_F(PrepareStart, WithADamagedDocument) {
    test::put(inputs_.folders.accepted(), "apiVersion: ballast/v1\nkafka: {replicas: ");
    EXPECT_EQ(refusal(), "BAD_DOCUMENT");
    EXPECT_FALSE(std::filesystem::exists(inputs_.folders.config()));
}

TEST_F(PrepareStart, WithoutKafka) {
    accept();
    std::filesystem::remove(jar());
    EXPECT_EQ(refusal(), "KAFKA_MISSING");
    std::filesystem::remove_all(inputs_.identity.kafka_home);
    EXPECT_EQ(refusal(), "KAFKA_MISSING");
}

TEST_F(PrepareStart, WithoutJava) {
    accept();
    ASSERT_EQ(::chmod(java().c_str(), 0600), 0);
    EXPECT_EQ(refusal(), "JAVA_MISSING");
    std::filesystem::remove(java());
    const auto out = prepare_start(inputs_);
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().code, "JAVA_MISSING");
    EXPECT_THAT(out.error().message, StartsWith(java().string()));
    std::filesystem::create_directory(java());
    EXPECT_EQ(refusal(), "JAVA_MISSING");
}

TEST_F(PrepareStart, WithOptionsThatAreNone) {
    accept();
    inputs_.environment = {{"KAFKA_OPTS", "-Dx='never closed"}};
    const auto out = prepare_start(inputs_);
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().code, "BAD_OPTIONS");
    EXPECT_EQ(out.error().kind, ErrorKind::refused);
    EXPECT_THAT(out.error().message, HasSubstr("KAFKA_OPTS"));
}

TEST_F(PrepareStart, WithSecretsOnADisk) {
    accept();
    inputs_.identity.secrets_dir = disk_.path() / "secrets" / "kafka-0";
    const auto code = refusal();
    if (code == "none") {
        GTEST_SKIP() << "/tmp is a tmpfs here";
    }
    EXPECT_EQ(code, "SECRETS_NOT_ON_TMPFS");
    EXPECT_TRUE(std::filesystem::is_empty(inputs_.identity.secrets_dir));
}

TEST_F(PrepareStart, WithSecretsThatOthersMayRead) {
    accept();
    ASSERT_TRUE(make_folders(inputs_.identity.secrets_dir, 0700));
    ASSERT_EQ(::chmod(inputs_.identity.secrets_dir.c_str(), 0755), 0);
    EXPECT_EQ(refusal(), "SECRETS_NOT_PRIVATE");
    EXPECT_FALSE(std::filesystem::exists(secret("agent.password")));
}

TEST_F(PrepareStart, AFileInAFoldersPlaceIsToldWithItsName) {
    accept();
    test::put(inputs_.folders.config(), "");
    const auto out = prepare_start(inputs_);
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().kind, ErrorKind::io);
    EXPECT_THAT(out.error().message, HasSubstr(inputs_.folders.config().string()));
}

TEST_F(PrepareStart, TakesOnlyTheArchiveThatFits) {
    accept();
    inputs_.identity.archive_dir = disk_.path() / "archives";
    test::put(inputs_.identity.java_home / "lib" / "server" / "libjvm.so", "");
    const auto jars = *list_jars(inputs_.identity.kafka_home);
    const auto archive = archive_file(inputs_.identity.archive_dir,
                                      *archive_key(inputs_.identity.java_home, jars), Role::kafka);
    const auto flag = "-XX:SharedArchiveFile=" + archive.string();
    EXPECT_THAT(prepared().argv, Not(Contains(StartsWith("-XX:SharedArchiveFile"))));
    test::put(archive, "");
    EXPECT_THAT(prepared().argv, Contains(flag));
    inputs_.use_archive = false;
    EXPECT_THAT(prepared().argv, Not(Contains(flag)));
    inputs_.use_archive = true;
    test::put(jar(), "another build");
    EXPECT_THAT(prepared().argv, Not(Contains(flag)));
}

}  // namespace
}  // namespace ballast::agent
