#include "coordinator/cli/help.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "common/text.hpp"
#include "coordinator/cli/args.hpp"
#include "coordinator/cli/display_width.hpp"

namespace ballast::cli {
namespace {

std::vector<std::string> words_of(std::string_view path) {
    std::vector<std::string> words;
    for (const auto word : split(path, ' ')) {
        words.emplace_back(word);
    }
    return words;
}

// Runs of blanks and line feeds as one blank.
std::string unwrapped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c != ' ' && c != '\n') {
            out += c;
        } else if (!out.ends_with(' ')) {
            out += ' ';
        }
    }
    return out;
}

class CommandHelp : public testing::TestWithParam<CommandSpec> {};

TEST_P(CommandHelp, SaysAll) {
    const CommandSpec& command = GetParam();
    auto words = words_of(command.path);
    for (const char* flag : {"--help", "-h"}) {
        words.emplace_back(flag);
        const auto result = parse_args(words);
        ASSERT_TRUE(std::holds_alternative<HelpWanted>(result));
        EXPECT_EQ(std::get<HelpWanted>(result).path, command.path);
        words.pop_back();
    }
    const std::string help = help_text(command.path);
    const std::string joined = unwrapped(help);
    EXPECT_TRUE(help.contains(command.summary));
    EXPECT_TRUE(help.contains("Usage: ballast " + std::string(command.path)));
    EXPECT_TRUE(help.contains("\nExamples:\n"));
    EXPECT_TRUE(help.contains("\nExit codes:\n"));
    EXPECT_TRUE(help.contains("  2  the command line is wrong"));
    EXPECT_TRUE(help.contains("--name NAME"));
    for (const OptionSpec& option : command.options) {
        EXPECT_TRUE(help.contains("--" + std::string(option.name)));
        EXPECT_TRUE(option.fallback.empty() ||
                    joined.contains("(default: " + std::string(option.fallback) + ")"));
    }
    for (const auto line : split(help, '\n')) {
        EXPECT_LE(display_width(line), 80U) << line;
    }
}

INSTANTIATE_TEST_SUITE_P(Table, CommandHelp,
                         testing::ValuesIn(command_table().begin(), command_table().end()),
                         [](const auto& info) {
                             std::string name(info.param.path);
                             std::ranges::replace(name, ' ', '_');
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

TEST(Help, WinsOverWhatIsWrongOrMissing) {
    for (const auto& words : std::vector<std::vector<std::string>>{
             {"topic", "create", "--help"}, {"up", "--help", "--brokers", "x"}}) {
        EXPECT_TRUE(std::holds_alternative<HelpWanted>(parse_args(words)));
    }
}

TEST(Help, OfTheProgramListsEveryCommand) {
    const auto result = parse_args(std::vector<std::string>{"--help"});
    ASSERT_TRUE(std::holds_alternative<HelpWanted>(result));
    const std::string help = help_text("");
    for (const CommandSpec& command : command_table()) {
        EXPECT_NE(help.contains("  " + std::string(command.path) + " "), command.hidden);
    }
}

TEST(Help, OfAGroupListsItsCommands) {
    const auto result = parse_args(std::vector<std::string>{"topic", "--help"});
    ASSERT_TRUE(std::holds_alternative<HelpWanted>(result));
    EXPECT_EQ(std::get<HelpWanted>(result).path, "topic");
    EXPECT_TRUE(help_text("topic").contains("topic describe"));
    EXPECT_FALSE(help_text("topic").contains("config validate"));
}

TEST(Help, UsageLineShowsArgumentsAndOptions) {
    EXPECT_EQ(usage_line(*find_command("topic delete")),
              "ballast topic delete NAME [-y] [-o FORMAT]");
    EXPECT_EQ(usage_line(*find_command("completion")), "ballast completion SHELL");
}

}  // namespace
}  // namespace ballast::cli
