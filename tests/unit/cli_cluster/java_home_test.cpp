#include "coordinator/cli/cluster/java_home.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/files.hpp"
#include "tests/unit/cli_cluster/temporary_folder.hpp"

namespace ballast::cli {
namespace {

using test::ScopedVariable;
using test::TemporaryFolder;
using ::testing::HasSubstr;

TEST(JavaVersion, IsTheFeatureNumber) {
    EXPECT_EQ(java_feature_version("17.0.13"), 17);
    EXPECT_EQ(java_feature_version("1.8.0_392"), 8);
    EXPECT_EQ(java_feature_version("21-ea"), 21);
    EXPECT_EQ(java_feature_version("11"), 11);
    EXPECT_EQ(java_feature_version("x"), 0);
    EXPECT_EQ(java_feature_version(""), 0);
}

TEST(JavaVersion, IsFoundInTheOutputOfEachVendor) {
    EXPECT_EQ(parse_java_version_output("openjdk version \"17.0.13\" 2024-10-15\nOpenJDK ..."), 17);
    EXPECT_EQ(parse_java_version_output("java version \"1.8.0_202\"\n"), 8);
    EXPECT_EQ(parse_java_version_output("Picked up JAVA_TOOL_OPTIONS: -Dx=y\n"
                                        "openjdk version \"21\" 2023-09-19 LTS"),
              21);
    EXPECT_EQ(parse_java_version_output("command not found"), 0);
}

class FindJava : public ::testing::Test {
  protected:
    TemporaryFolder root_;
    ScopedVariable home_{"JAVA_HOME", nullptr};
    ScopedVariable path_{"PATH", nullptr};
    std::filesystem::path machine_ = root_.path() / "jvm";

    std::filesystem::path make_java(const std::filesystem::path& home, const std::string& version) {
        std::filesystem::create_directories(home / "bin");
        EXPECT_TRUE(write_file_durably(home / "bin" / "java",
                                       "#!/bin/sh\necho 'openjdk version \"19.0.1\"' >&2\n", 0755));
        if (!version.empty()) {
            EXPECT_TRUE(write_file_durably(home / "release", "JAVA_VERSION=\"" + version + "\"\n"));
        }
        return home;
    }
    Result<Java> find(JavaChoices choices) {
        choices.machine = machine_;
        return find_java(choices);
    }
};

TEST_F(FindJava, GoesThroughTheChoicesInOrder) {
    const auto flag = make_java(root_.path() / "flag", "21.0.1");
    const auto document = make_java(root_.path() / "document", "17.0.1");
    const auto recorded = make_java(root_.path() / "recorded", "11.0.1");
    const auto environment = make_java(root_.path() / "environment", "23");
    const auto machine = make_java(machine_ / "java-17-openjdk-amd64", "17.0.2");
    make_java(machine_ / "java-21", "21");
    EXPECT_EQ(find({flag, document, recorded, {}})->version, 21);
    EXPECT_EQ(find({{}, document, recorded, {}})->home, document);
    EXPECT_EQ(find({{}, {}, recorded, {}})->home, recorded);
    EXPECT_EQ(find({})->home, machine);
    const ScopedVariable variable("JAVA_HOME", environment.c_str());
    EXPECT_EQ(find({})->home, environment);
}

TEST_F(FindJava, DoesNotGoOnFromAChoiceThatWasMade) {
    make_java(machine_ / "java-17", "17");
    const auto missing = find({root_.path() / "nowhere", {}, {}, {}});
    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error().message, HasSubstr("--java-home"));
    EXPECT_THAT(find({{}, "/nowhere", {}, {}}).error().message, HasSubstr("jvm.home"));
}

TEST_F(FindJava, ForgetsARecordedOneThatIsGone) {
    const auto machine = make_java(machine_ / "java-17", "17");
    EXPECT_EQ(find({{}, {}, root_.path() / "removed", {}})->home, machine);
}

TEST_F(FindJava, FindsTheOneInThePath) {
    const auto java = make_java(root_.path() / "linked", "17.0.9");
    std::filesystem::create_directory(root_.path() / "bin");
    std::filesystem::create_symlink(java / "bin" / "java", root_.path() / "bin" / "java");
    const ScopedVariable path("PATH", (root_.path() / "bin").c_str());
    EXPECT_EQ(find({})->home, java);
}

TEST_F(FindJava, AsksAJavaWithoutAReleaseFile) {
    EXPECT_EQ(find({make_java(root_.path() / "old", ""), {}, {}, {}})->version, 19);
}

TEST_F(FindJava, SaysHowToGetOne) {
    EXPECT_THAT(find({}).error().message, HasSubstr("apt-get install"));
}

}  // namespace
}  // namespace ballast::cli
