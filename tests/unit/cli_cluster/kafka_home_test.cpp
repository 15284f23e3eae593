#include "coordinator/cli/cluster/kafka_home.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/files.hpp"
#include "tests/unit/cli_cluster/temporary_folder.hpp"

namespace ballast::cli {
namespace {

using test::ScopedVariable;
using test::TemporaryFolder;
using ::testing::AllOf;
using ::testing::HasSubstr;

class FindKafka : public ::testing::Test {
  protected:
    TemporaryFolder root_;
    ScopedVariable preset_{"KAFKA_HOME", nullptr};

    std::filesystem::path make_kafka(const std::string& folder, const std::string& version) {
        const auto home = root_.path() / folder;
        std::filesystem::create_directories(home / "libs");
        EXPECT_TRUE(write_file_durably(home / "libs" / ("kafka_2.13-" + version + ".jar"), ""));
        return home;
    }
};

TEST_F(FindKafka, PrefersTheRecordedThenThePresetThenTheCache) {
    const auto recorded = make_kafka("recorded", "3.9.2");
    const auto preset = make_kafka("preset", "3.9.2");
    const auto cached = make_kafka("cache/kafka/3.9.2", "3.9.2");
    EXPECT_EQ(find_kafka_home("3.9.2", {{}, {}, root_.path() / "cache"}), cached);
    const ScopedVariable variable("KAFKA_HOME", preset.c_str());
    EXPECT_EQ(find_kafka_home("3.9.2", {{}, {}, root_.path() / "cache"}), preset);
    EXPECT_EQ(find_kafka_home("3.9.2", {{}, recorded, root_.path() / "cache"}), recorded);
}

TEST_F(FindKafka, PassesOverHomesOfAnotherVersion) {
    const auto recorded = make_kafka("recorded", "3.8.1");
    const auto cached = make_kafka("cache/kafka/3.9.2", "3.9.2");
    EXPECT_EQ(find_kafka_home("3.9.2", {{}, recorded, root_.path() / "cache"}), cached);
}

TEST_F(FindKafka, SaysWhatTheFlagsFolderHoldsInstead) {
    const auto other = make_kafka("other", "3.8.1");
    EXPECT_THAT(find_kafka_home("3.9.2", {other, {}, {}}).error().message,
                AllOf(HasSubstr("3.8.1"), HasSubstr("3.9.2")));
    EXPECT_THAT(find_kafka_home("3.9.2", {root_.path(), {}, {}}).error().message,
                HasSubstr("libs/kafka_2.13-3.9.2.jar"));
}

TEST_F(FindKafka, NamesTheCommandThatFetchesAMissingVersion) {
    EXPECT_THAT(find_kafka_home("3.8.1", {{}, {}, root_.path()}).error().message,
                HasSubstr("./quickstart --kafka 3.8.1"));
}

}  // namespace
}  // namespace ballast::cli
