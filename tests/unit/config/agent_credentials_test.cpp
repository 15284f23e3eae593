#include "agent/secrets/agent_credentials.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "common/files.hpp"
#include "tests/unit/config/support.hpp"

namespace ballast::agent {
namespace {

class AgentCredentials : public ::testing::Test {
  protected:
    void SetUp() override {
        if (::access("/dev/shm", W_OK) != 0) {
            GTEST_SKIP() << "no tmpfs at /dev/shm";
        }
        root_ = std::make_unique<test::TemporaryFolder>("/dev/shm");
        folder_ = root_->path() / "demo" / "kafka-0";
    }

    static mode_t mode_of(const std::filesystem::path& file) {
        struct stat facts{};
        return ::stat(file.c_str(), &facts) == 0 ? facts.st_mode & 0777U : 0;
    }

    std::string refusal() {
        const auto made = make_agent_credentials(folder_);
        return made ? "none" : made.error().code;
    }

    std::unique_ptr<test::TemporaryFolder> root_;
    std::filesystem::path folder_;
};

TEST_F(AgentCredentials, AreTwoFilesThatOnlyWeRead) {
    ASSERT_TRUE(make_agent_credentials(folder_));
    EXPECT_EQ(mode_of(folder_), 0700U);
    EXPECT_EQ(mode_of(folder_ / "agent.password"), 0400U);
    EXPECT_EQ(mode_of(folder_ / "agent.jaas"), 0400U);
    const auto password = *read_file(folder_ / "agent.password");
    EXPECT_EQ(password.size(), 64U);
    EXPECT_EQ(*read_file(folder_ / "agent.jaas"),
              "org.apache.kafka.common.security.plain.PlainLoginModule required "
              "username=\"ballast-agent\" password=\"" +
                  password + "\" user_ballast-agent=\"" + password + "\";");
}

TEST_F(AgentCredentials, AreNewForEachStart) {
    ASSERT_TRUE(make_agent_credentials(folder_));
    const auto first = *read_file(folder_ / "agent.password");
    ASSERT_TRUE(make_agent_credentials(folder_));
    EXPECT_NE(*read_file(folder_ / "agent.password"), first);
}

TEST_F(AgentCredentials, NeverLieOnADisk) {
    struct stat facts{};
    const test::TemporaryFolder disk;
    folder_ = disk.path() / "demo" / "kafka-0";
    ASSERT_EQ(::stat(disk.path().c_str(), &facts), 0);
    const auto code = refusal();
    if (code == "none") {
        GTEST_SKIP() << "/tmp is a tmpfs here";
    }
    EXPECT_EQ(code, "SECRETS_NOT_ON_TMPFS");
    EXPECT_FALSE(std::filesystem::exists(folder_ / "agent.password"));
}

TEST_F(AgentCredentials, AFolderThatOthersMayReadIsRefused) {
    ASSERT_TRUE(make_folders(folder_, 0700));
    for (const auto& folder : {folder_, folder_.parent_path(), root_->path()}) {
        ASSERT_EQ(::chmod(folder.c_str(), 0750), 0);
        EXPECT_EQ(refusal(), "SECRETS_NOT_PRIVATE") << folder;
        ASSERT_EQ(::chmod(folder.c_str(), 0700), 0);
    }
    EXPECT_EQ(refusal(), "none");
}

TEST_F(AgentCredentials, ALinkInThePathIsRefused) {
    ASSERT_TRUE(make_folders(root_->path() / "elsewhere" / "kafka-0", 0700));
    std::filesystem::create_directory_symlink(root_->path() / "elsewhere", root_->path() / "demo");
    EXPECT_EQ(refusal(), "SECRETS_NOT_PRIVATE");
}

TEST_F(AgentCredentials, APathThatKafkaWouldCutIsRefused) {
    for (const char* name : {"a:b", "a}b"}) {
        folder_ = root_->path() / name / "kafka-0";
        EXPECT_EQ(refusal(), "SECRETS_BAD_PATH");
    }
    folder_ = "relative";
    EXPECT_EQ(refusal(), "SECRETS_BAD_PATH");
}

}  // namespace
}  // namespace ballast::agent
