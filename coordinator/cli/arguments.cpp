// The only translation unit that includes CLI11, which takes seconds to compile.
#include "coordinator/cli/arguments.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "common/text.hpp"

namespace ballast::cli {
namespace {

// Where CLI11 puts what it reads; the addresses must stay, so it is a list of unique pointers.
struct Binding {
    std::string path;
    const OptionSpec* option = nullptr;  // null: the positionals
    CLI::Option* handle = nullptr;
    std::vector<std::string> values;
};
using Bindings = std::vector<std::unique_ptr<Binding>>;

std::string option_names(const OptionSpec& option) {
    const std::string dashes = "--" + std::string(option.name);
    return option.letter == 0 ? dashes : fmt::format("-{},{}", option.letter, dashes);
}

void bind_option(CLI::App& app, const std::string& path, const OptionSpec& option,
                 Bindings& bindings) {
    auto binding = std::make_unique<Binding>();
    binding->path = path;
    binding->option = &option;
    if (option.value.kind == ValueKind::flag) {
        binding->handle = app.add_flag(option_names(option))->disable_flag_override();
    } else {
        // One value each time, and "[a-z]" is a text, not CLI11's list.
        binding->handle = app.add_option(option_names(option), binding->values)
                              ->expected(1)
                              ->allow_extra_args(false);
        binding->handle->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
    bindings.push_back(std::move(binding));
}

void bind_command(CLI::App& app, const CommandSpec& command, Bindings& bindings) {
    const std::string path(command.path);
    for (const OptionSpec& option : command.options) {
        bind_option(app, path, option, bindings);
    }
    auto positionals = std::make_unique<Binding>();
    positionals->path = path;
    positionals->handle = app.add_option("arguments", positionals->values)->expected(0, 100'000);
    bindings.push_back(std::move(positionals));
}

std::unique_ptr<CLI::App> make_app(Bindings& bindings) {
    auto root = std::make_unique<CLI::App>("", "ballast");
    root->set_help_flag();
    root->require_subcommand(0, 1);
    root->fallthrough();
    for (const OptionSpec& option : global_options()) {
        if (option.name == "help") {
            root->set_help_flag("-h,--help");
        } else {
            bind_option(*root, {}, option, bindings);
        }
    }
    for (const GroupSpec& group : command_groups()) {
        root->add_subcommand(std::string(group.name))->require_subcommand(0, 1);
    }
    for (const CommandSpec& command : command_table()) {
        const auto words = split(command.path, ' ');
        CLI::App* parent =
            words.size() == 1 ? root.get() : root->get_subcommand(std::string(words[0]));
        bind_command(*parent->add_subcommand(std::string(words.back())), command, bindings);
    }
    return root;
}

// The command as far as CLI11 understood it: "topic create".
std::string parsed_path(const CLI::App& root) {
    std::string path;
    const CLI::App* app = &root;
    while (!app->get_subcommands().empty()) {
        app = app->get_subcommands().front();
        path += (path.empty() ? "" : " ") + app->get_name();
    }
    return path;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
    const auto near = nearest(word, candidates);
    return near ? fmt::format("did you mean {}?", *near) : "";
}

// Commands one word below `path`.
std::vector<std::string> next_words(std::string_view path) {
    std::vector<std::string> words;
    for (const CommandSpec& command : command_table()) {
        const auto parts = split(command.path, ' ');
        if (command.hidden) {
            continue;
        }
        if (path.empty()) {
            words.emplace_back(parts[0]);
        } else if (parts.size() == 2 && parts[0] == path) {
            words.emplace_back(parts[1]);
        }
    }
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
}

std::string hint_for_option(const std::string& path, std::string_view word) {
    const std::string_view name = word.substr(0, word.find('='));
    std::vector<std::string> known;
    const auto add = [&](const OptionSpec& option) {
        known.push_back("--" + std::string(option.name));
    };
    std::ranges::for_each(global_options(), add);
    if (const CommandSpec* command = find_command(path); command != nullptr) {
        std::ranges::for_each(command->options, add);
    }
    if (const auto near = nearest(name, known)) {
        return fmt::format("did you mean {}?", *near);
    }
    // An option of another command tells what was meant.
    for (const CommandSpec& command : command_table()) {
        if (std::ranges::any_of(command.options, [&](const OptionSpec& option) {
                return name == "--" + std::string(option.name);
            })) {
            return fmt::format("{} is an option of `ballast {}`", name, command.path);
        }
    }
    return {};
}

UsageError unexpected_word(const std::string& path, const std::string& word) {
    if (word.size() > 1 && word.starts_with('-')) {
        return {path, fmt::format("unknown option {}", word.substr(0, word.find('='))),
                hint_for_option(path, word)};
    }
    const auto known = next_words(path);
    if (!known.empty()) {
        std::string hint = did_you_mean(word, known);
        if (hint.empty()) {
            hint = "there are: " + join(known, ", ");
        }
        return {path, fmt::format("unknown command '{}'", path.empty() ? word : path + " " + word),
                std::move(hint)};
    }
    return {path, fmt::format("unexpected argument '{}'", word), {}};
}

// CLI11 says "--tail: 1 required TEXT missing" and the like; the option's name comes first.
UsageError wrong_count(const std::string& path, std::string_view what) {
    std::string name(what.substr(0, what.find_first_of(": ")));
    if (!name.starts_with('-')) {
        name.insert(0, "--");
    }
    const bool is_flag = what.find("flag override") != std::string_view::npos;
    return {path, is_flag ? name + " takes no value" : name + " needs a value", {}};
}

// CLI11 takes the next word as the value of `--name=`, so that an empty shell variable would name
// something else.
const std::string* empty_value(std::span<const std::string> words) {
    const auto found = std::ranges::find_if(words, [](const std::string& word) {
        return word.starts_with("--") && word.ends_with('=');
    });
    return found == words.end() ? nullptr : &*found;
}

// CLI11 takes any next word as a value, also the next option: `down --name --purge`.
std::optional<UsageError> swallowed_option(const std::string& path, const Binding& binding,
                                           std::span<const std::string> words) {
    for (const std::string& value : binding.values) {
        if (value.starts_with("--") && std::ranges::find(words, value) != words.end()) {
            const std::string name = "--" + std::string(binding.option->name);
            return UsageError{path, name + " needs a value",
                              fmt::format("if {0} is the value, write {1}={0}", value, name)};
        }
    }
    return std::nullopt;
}

std::variant<Arguments, HelpWanted, UsageError> collect(const CLI::App& root,
                                                        const Bindings& bindings,
                                                        std::span<const std::string> words,
                                                        std::span<const std::string> rest) {
    const std::string path = parsed_path(root);
    for (const auto& binding : bindings) {
        if (binding->option != nullptr) {
            if (auto error = swallowed_option(path, *binding, words)) {
                return *std::move(error);
            }
        }
    }
    if (const auto extras = root.remaining(true); !extras.empty()) {
        return unexpected_word(path, extras.front());
    }
    Arguments arguments;
    arguments.command = find_command(path);
    if (arguments.command == nullptr) {
        return UsageError{
            path, path.empty() ? "a command is missing" : "a command of " + path + " is missing",
            "there are: " + join(next_words(path), ", ")};
    }
    for (const auto& binding : bindings) {
        const bool of_command = binding->path.empty() || binding->path == path;
        if (!of_command || binding->handle->count() == 0) {
            continue;
        }
        if (binding->option == nullptr) {
            arguments.positionals = binding->values;
        } else if (!binding->option->repeatable && binding->values.size() > 1) {
            return UsageError{path, fmt::format("--{} is given twice", binding->option->name), {}};
        } else if (binding->option->value.kind == ValueKind::flag) {
            arguments.options[std::string(binding->option->name)] = {""};
        } else {
            arguments.options[std::string(binding->option->name)] = binding->values;
        }
    }
    arguments.positionals.insert(arguments.positionals.end(), rest.begin(), rest.end());
    const auto& expected = arguments.command->arguments;
    const std::size_t given = arguments.positionals.size();
    if (given < expected.size() && expected[given].required) {
        return UsageError{path, fmt::format("{} is missing", expected[given].value.placeholder),
                          std::string(expected[given].help)};
    }
    if (given > expected.size() && (expected.empty() || !expected.back().many)) {
        return unexpected_word(path, arguments.positionals[expected.size()]);
    }
    return arguments;
}

}  // namespace

std::variant<Arguments, HelpWanted, UsageError> parse_arguments(
    std::span<const std::string> words) {
    Bindings bindings;
    const auto root = make_app(bindings);
    // What follows "--" is for us: CLI11 2.1 gives it to the parent command.
    const auto mark = std::ranges::find(words, "--");
    const std::span<const std::string> first(words.begin(), mark);
    const std::span<const std::string> rest(mark == words.end() ? mark : mark + 1, words.end());
    if (const std::string* word = empty_value(first); word != nullptr) {
        return UsageError{{}, word->substr(0, word->size() - 1) + " has an empty value", {}};
    }
    root->allow_extras();
    try {
        // CLI11 takes them from the back.
        root->parse(std::vector<std::string>(first.rbegin(), first.rend()));
        return collect(*root, bindings, first, rest);
    } catch (const CLI::CallForHelp&) {
        return HelpWanted{parsed_path(*root)};
    } catch (const CLI::ExtrasError&) {
        return collect(*root, bindings, first, rest);
    } catch (const CLI::Error& error) {
        return wrong_count(parsed_path(*root), error.what());
    }
}

}  // namespace ballast::cli
