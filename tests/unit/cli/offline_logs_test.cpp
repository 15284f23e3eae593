#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "coordinator/cli/offline_log_source.hpp"

namespace ballast::cli {
namespace {

// A shell script in the place of ballast-agent.
class OfflineLogs : public testing::Test {
  protected:
    std::filesystem::path folder_;

    void SetUp() override {
        std::string name = testing::TempDir() + "ballast-offline-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder_ = name;
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    Result<std::vector<std::string>> read(const std::string& script, const LogQuery& query,
                                          std::size_t wanted = 1000) {
        const auto agent = folder_ / "ballast-agent";
        std::ofstream(agent) << "#!/bin/sh\n" << script;
        std::filesystem::permissions(agent, std::filesystem::perms::owner_all);
        OfflineLogSource source({"/cluster"}, agent);
        NodeIdentity node;
        node.name = "kafka-0";
        std::vector<std::string> lines;
        TRY_VOID(source.read(node, query,
                             [&](std::string_view line) {
                                 lines.emplace_back(line);
                                 return lines.size() < wanted;
                             },
                             {}));
        return lines;
    }
};

TEST_F(OfflineLogs, GiveTheQueryToTheAgent) {
    const auto lines =
        read("printf '%s\\n' \"$@\"\n",
             {.since = "5m", .grep = "-x y", .level = "WARN", .tail = 3, .follow = true});
    ASSERT_TRUE(lines) << lines.error().message;
    EXPECT_THAT(*lines,
                testing::ElementsAre("logs", "--node-dir", "/cluster/nodes/kafka-0", "--since=5m",
                                     "--grep=-x y", "--level=WARN", "--tail=3", "--output=json"));
}

TEST_F(OfflineLogs, TellTheAgentsWords) {
    const auto wrong = read("echo 'grep: missing )' >&2; exit 2\n", {});
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().kind, ErrorKind::invalid);
    EXPECT_EQ(wrong.error().message, "grep: missing )");
    const auto broken = read("exit 1\n", {});
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().kind, ErrorKind::io);
}

TEST_F(OfflineLogs, EndTheAgentWhenNoMoreIsWanted) {
    const auto lines = read("while echo line; do :; done 2>/dev/null\n", {}, 5);
    ASSERT_TRUE(lines) << lines.error().message;
    EXPECT_EQ(lines->size(), 5U);
}

TEST_F(OfflineLogs, TellThatTheAgentCannotRun) {
    OfflineLogSource source({"/cluster"}, folder_ / "none");
    const auto result = source.read({}, {}, [](std::string_view) { return true; }, {});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::io);
}

}  // namespace
}  // namespace ballast::cli
