#include "coordinator/cli/completion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

#include "common/text.hpp"
#include "coordinator/cli/command_table.hpp"

namespace ballast::cli {
namespace {

using testing::Contains;
using testing::IsSupersetOf;
using testing::UnorderedElementsAre;

// A folder with the script and a fake `ballast`, whose names a real bash completes.
class BashCompletion : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = testing::TempDir() + "ballast-completion-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder_ = name;
        std::ofstream(folder_ / "script") << completion_script("bash");
        std::ofstream(folder_ / "ballast") << "#!/bin/sh\n"
                                              "case \"$2\" in\n"
                                              "  nodes) echo \"${4:-kafka}-0 zookeeper-1\" ;;\n"
                                              "  topics) echo orders audit ;;\n"
                                              "  clusters) echo demo other ;;\n"
                                              "esac\n";
        std::filesystem::permissions(folder_ / "ballast", std::filesystem::perms::owner_all);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string bash(const std::string& script) const {
        std::ofstream(folder_ / "run") << "set -u\nPATH=" << folder_.string() << ":$PATH\nsource "
                                       << (folder_ / "script").string() << "\n"
                                       << script;
        const std::string command = "bash " + (folder_ / "run").string() + " 2>&1";
        const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
        std::string out;
        std::array<char, 4096> buffer{};
        while (std::fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr) {
            out += buffer.data();
        }
        return out;
    }

    // What bash offers for the last of these words.
    std::vector<std::string> offered(const std::vector<std::string>& words) const {
        std::string list;
        for (const std::string& word : words) {
            list += " '" + word + "'";
        }
        const std::string out =
            bash("COMP_WORDS=(ballast" + list + ")\nCOMP_CWORD=" + std::to_string(words.size()) +
                 "\n_ballast\n[ ${#COMPREPLY[@]} = 0 ] || printf '%s\\n' \"${COMPREPLY[@]}\"\n");
        std::vector<std::string> lines;
        for (const auto line : split(trim(out), '\n')) {
            if (!line.empty()) {
                lines.emplace_back(line);
            }
        }
        return lines;
    }

    std::filesystem::path folder_;
};

TEST_F(BashCompletion, IsRegistered) {
    EXPECT_EQ(bash("complete -p ballast\n"), "complete -o filenames -F _ballast ballast\n");
}

TEST_F(BashCompletion, OffersEveryCommand) {
    EXPECT_THAT(offered({""}), UnorderedElementsAre("up", "status", "logs", "events", "down",
                                                    "support", "completion", "version", "config",
                                                    "topic", "node", "agent", "health", "top",
                                                    "may-stop", "plan", "dashboard", "log-level"));
    EXPECT_THAT(offered({"agent", ""}), UnorderedElementsAre("upgrade"));
    EXPECT_THAT(offered({"st"}), UnorderedElementsAre("status"));
    EXPECT_THAT(offered({"topic", ""}),
                UnorderedElementsAre("create", "list", "describe", "delete"));
    EXPECT_THAT(offered({"--name", "demo", "config", ""}),
                UnorderedElementsAre("validate", "render"));
}

TEST_F(BashCompletion, OffersEveryOption) {
    for (const CommandSpec& command : command_table()) {
        if (command.hidden) {
            continue;
        }
        std::vector<std::string> words;
        for (const auto word : split(command.path, ' ')) {
            words.emplace_back(word);
        }
        words.emplace_back("--");
        const auto given = offered(words);
        for (const OptionSpec& option : command.options) {
            EXPECT_THAT(given, Contains("--" + std::string(option.name))) << command.path;
        }
        EXPECT_THAT(given, IsSupersetOf({"--name", "--dir", "--no-color", "--help"}));
    }
}

TEST_F(BashCompletion, OffersValues) {
    EXPECT_THAT(offered({"status", "-o", ""}),
                UnorderedElementsAre("table", "wide", "json", "yaml"));
    EXPECT_THAT(offered({"status", "--output", "=", "j"}), UnorderedElementsAre("json"));
    EXPECT_THAT(offered({"logs", "--level", "="}), Contains("WARN"));
    EXPECT_THAT(offered({"completion", ""}), UnorderedElementsAre("bash", "zsh", "fish"));
    EXPECT_THAT(offered({"up", "--brokers", ""}), testing::IsEmpty());
}

TEST_F(BashCompletion, OffersNamesOfWhatThereIs) {
    EXPECT_THAT(offered({"--name", ""}), UnorderedElementsAre("demo", "other"));
    EXPECT_THAT(offered({"logs", ""}), UnorderedElementsAre("kafka-0", "zookeeper-1"));
    EXPECT_THAT(offered({"logs", "kafka-0", "zoo"}), UnorderedElementsAre("zookeeper-1"));
    EXPECT_THAT(offered({"--name", "demo", "logs", ""}),
                UnorderedElementsAre("demo-0", "zookeeper-1"));
    EXPECT_THAT(offered({"logs", "--name", "=", "demo", ""}),
                UnorderedElementsAre("demo-0", "zookeeper-1"));
    EXPECT_THAT(offered({"topic", "describe", "o"}), UnorderedElementsAre("orders"));
}

TEST(Completion, OfZshIsTheBashOneInItsBashMode) {
    const std::string script = completion_script("zsh");
    EXPECT_TRUE(script.starts_with("#compdef ballast\n"));
    EXPECT_TRUE(script.contains("bashcompinit"));
    EXPECT_TRUE(script.contains("complete -o filenames -F _ballast ballast"));
}

TEST(Completion, OfFishNamesEveryCommandAndOption) {
    const std::string script = completion_script("fish");
    for (const CommandSpec& command : command_table()) {
        EXPECT_NE(script.contains("__ballast_at \"" + std::string(command.path) + "\"") ||
                      script.contains("-a " + std::string(command.path) + " "),
                  command.hidden)
            << command.path;
        for (const OptionSpec& option : command.options) {
            EXPECT_TRUE(script.contains(" -l " + std::string(option.name) + " ") ||
                        script.contains(" -l " + std::string(option.name) + "\n"));
        }
    }
}

}  // namespace
}  // namespace ballast::cli
