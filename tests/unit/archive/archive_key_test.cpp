#include "agent/archive/archive_key.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "agent/archive/class_path.hpp"
#include "common/files.hpp"

namespace ballast::agent {
namespace {

class ArchiveKey : public ::testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = ::testing::TempDir() + "/archiveXXXXXX";
        root_ = std::filesystem::canonical(mkdtemp(pattern.data()));
        put("jdk/lib/server/libjvm.so", "machine code");
        put("kafka/libs/kafka_2.13-3.9.2.jar", "kafka");
        put("kafka/libs/a.jar", "a");
        put("kafka/libs/README", "no jar");
    }
    void TearDown() override { std::filesystem::remove_all(root_); }

    void put(const std::string& name, const std::string& content) {
        ASSERT_TRUE(make_folders((root_ / name).parent_path()));
        ASSERT_TRUE(write_file_durably(root_ / name, content));
    }
    std::string key() {
        const auto jars = list_jars(root_ / "kafka");
        const auto made = archive_key(root_ / "jdk", *jars);
        return made ? *made : made.error().message;
    }

    std::filesystem::path root_;
};

TEST_F(ArchiveKey, JarsAreListedByName) {
    const auto jars = list_jars(root_ / "kafka");
    ASSERT_TRUE(jars);
    EXPECT_EQ(*jars,
              (std::vector{root_ / "kafka/libs/a.jar", root_ / "kafka/libs/kafka_2.13-3.9.2.jar"}));
}

TEST_F(ArchiveKey, AFolderWithoutKafkaSaysWhatToDo) {
    const auto jars = list_jars(root_ / "jdk");
    ASSERT_FALSE(jars);
    EXPECT_EQ(jars.error().code, "KAFKA_MISSING");
    EXPECT_NE(jars.error().message.find("./quickstart --kafka"), std::string::npos);
}

TEST_F(ArchiveKey, IsStableAndFollowsTheJdkAndEachJar) {
    const auto first = key();
    EXPECT_EQ(first.size(), 16U);
    EXPECT_EQ(key(), first);
    put("kafka/libs/a.jar", "changed");
    const auto changed_jar = key();
    EXPECT_NE(changed_jar, first);
    put("kafka/libs/b.jar", "new");
    const auto new_jar = key();
    EXPECT_NE(new_jar, changed_jar);
    put("jdk/lib/server/libjvm.so", "another build");
    EXPECT_NE(key(), new_jar);
}

TEST_F(ArchiveKey, AMissingJdkIsAnError) {
    EXPECT_FALSE(archive_key(root_ / "nowhere", {}));
}

}  // namespace
}  // namespace ballast::agent
