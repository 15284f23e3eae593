#include "coordinator/cli/help.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <vector>

#include "common/text.hpp"
#include "coordinator/cli/display_width.hpp"

namespace ballast::cli {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kHelpColumn = 28;

// `text` broken at blanks; lines after the first start with `indent` blanks. `used` columns of the
// first line are taken.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t used) {
    std::string out;
    for (const std::string_view word : split(text, ' ')) {
        const std::size_t width = display_width(word);
        if (used + 1 + width > kWidth && used > indent) {
            out += '\n' + std::string(indent, ' ');
            used = indent;
        } else if (!out.empty()) {
            out += ' ';
            ++used;
        }
        out += word;
        used += width;
    }
    return out;
}

std::string two_columns(std::string_view left, std::string_view right) {
    std::string line = "  " + std::string(left);
    if (right.empty()) {
        return line + '\n';
    }
    if (line.size() + 2 > kHelpColumn) {
        line += '\n' + std::string(kHelpColumn, ' ');
    } else {
        line.resize(kHelpColumn, ' ');
    }
    return line + wrapped(right, kHelpColumn, kHelpColumn) + '\n';
}

std::string shown_value(const ValueSpec& value) {
    return value.kind == ValueKind::flag ? "" : " " + std::string(value.placeholder);
}

std::string option_line(const OptionSpec& option) {
    const std::string letter = option.letter == 0 ? "    " : fmt::format("-{}, ", option.letter);
    std::string help(option.help);
    if (!option.value.choices.empty()) {
        help += fmt::format(": {}", fmt::join(option.value.choices, ", "));
    }
    if (!option.fallback.empty()) {
        help += fmt::format(" (default: {})", option.fallback);
    }
    return two_columns(fmt::format("{}--{}{}", letter, option.name, shown_value(option.value)),
                       help);
}

std::string options_block(std::string_view title, std::span<const OptionSpec> options) {
    if (options.empty()) {
        return {};
    }
    std::string out = fmt::format("\n{}:\n", title);
    for (const OptionSpec& option : options) {
        out += option_line(option);
    }
    return out;
}

std::string paragraphs(std::string_view text) {
    std::string out;
    for (const std::string_view paragraph : split(text, '\n')) {
        out += '\n' + wrapped(paragraph, 0, 0) + '\n';
    }
    return out;
}

// Stands for a blank where no line breaks; one column wide, in no usage line otherwise.
constexpr char kNoBreak = '~';

std::string usage_words(const CommandSpec& command) {
    std::string out = "ballast " + std::string(command.path);
    for (const ArgumentSpec& argument : command.arguments) {
        const std::string name =
            std::string(argument.value.placeholder) + (argument.many ? "..." : "");
        out += argument.required ? " " + name : " [" + name + "]";
    }
    for (const OptionSpec& option : command.options) {
        const std::string dashes = option.letter == 0 ? "--" + std::string(option.name)
                                                      : fmt::format("-{}", option.letter);
        // A blank inside brackets must not be where a line breaks: a no-break mark until then.
        const std::string shown = dashes + shown_value(option.value);
        std::string part = option.required ? " " + shown : " [" + shown + "]";
        std::ranges::replace(part.begin() + 1, part.end(), ' ', kNoBreak);
        out += part + (option.repeatable ? "..." : "");
    }
    return out;
}

std::string command_help(const CommandSpec& command) {
    std::string out = fmt::format("ballast {}: {}\n\nUsage: {}\n", command.path, command.summary,
                                  usage_line(command));
    out += paragraphs(command.text);
    if (!command.arguments.empty()) {
        out += "\nArguments:\n";
        for (const ArgumentSpec& argument : command.arguments) {
            out += two_columns(argument.value.placeholder, argument.help);
        }
    }
    out += options_block("Options", command.options);
    out += options_block("Options of every command", global_options());
    out += "\nExamples:\n";
    for (const ExampleSpec& example : command.examples) {
        out += fmt::format("  {}\n", example.command);
        if (!example.meaning.empty()) {
            out += fmt::format("      {}\n", example.meaning);
        }
    }
    out += "\nExit codes:\n";
    std::vector<ExitCodeSpec> codes = command.exit_codes;
    codes.push_back({2, "the command line is wrong"});
    std::ranges::sort(codes, {}, &ExitCodeSpec::code);
    for (const ExitCodeSpec& code : codes) {
        out += fmt::format("  {}  {}\n", code.code, code.meaning);
    }
    return out;
}

std::string command_list(std::string_view group) {
    std::string out = "\nCommands:\n";
    for (const CommandSpec& command : command_table()) {
        if (command.hidden) {
            continue;
        }
        if (group.empty() || command.path.starts_with(std::string(group) + " ")) {
            out += two_columns(command.path, command.summary);
        }
    }
    return out;
}

std::string program_help() {
    std::string out =
        "ballast keeps Apache Kafka and its ZooKeeper steady.\n\n"
        "Usage: ballast COMMAND [OPTIONS]\n";
    out += command_list({});
    out += options_block("Options of every command", global_options());
    out +=
        "\nExit codes of all commands:\n"
        "  0  yes, done\n"
        "  1  no, not ready\n"
        "  2  the command line is wrong\n"
        "  3  unreachable or unknown, which never counts as yes\n"
        "  4  refused, with what stands against it\n"
        "  5  timed out\n"
        "\n`ballast COMMAND --help` says all about a command; start with `ballast up`.\n";
    return out;
}

std::string group_help(const GroupSpec& group) {
    std::string out = fmt::format("ballast {}: {}\n\nUsage: ballast {} COMMAND [OPTIONS]\n",
                                  group.name, group.summary, group.name);
    out += command_list(group.name);
    out += options_block("Options of every command", global_options());
    out += fmt::format("\n`ballast {} COMMAND --help` says all about a command.\n", group.name);
    return out;
}

}  // namespace

std::string usage_line(const CommandSpec& command) {
    constexpr std::size_t kIndent = 7;  // of "Usage: "
    std::string line = wrapped(usage_words(command), kIndent + 4, kIndent);
    std::ranges::replace(line, kNoBreak, ' ');
    return line;
}

std::string help_text(std::string_view path) {
    if (const CommandSpec* command = find_command(path); command != nullptr) {
        return command_help(*command);
    }
    const auto groups = command_groups();
    const auto group = std::ranges::find(groups, path, &GroupSpec::name);
    return group == groups.end() ? program_help() : group_help(*group);
}

std::string short_usage(std::string_view path) {
    const CommandSpec* command = find_command(path);
    const std::string words = path.empty() ? "ballast" : "ballast " + std::string(path);
    const std::string usage =
        command != nullptr ? usage_line(*command) : words + " COMMAND [OPTIONS]";
    return fmt::format("usage: {}\nnext: {} --help\n", usage, words);
}

}  // namespace ballast::cli
