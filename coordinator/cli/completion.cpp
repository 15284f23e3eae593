#include "coordinator/cli/completion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "common/text.hpp"
#include "coordinator/cli/command_table.hpp"

namespace ballast::cli {
namespace {

// What a shell offers for a value, as words for `compgen`.
std::string compgen_arguments(const ValueSpec& value) {
    switch (value.kind) {
        case ValueKind::choice:
            return fmt::format("-W '{}'", fmt::join(value.choices, " "));
        case ValueKind::file:
            return "-f";
        case ValueKind::folder:
            return "-d";
        case ValueKind::cluster:
            return "-W \"$(_ballast_names clusters)\"";
        case ValueKind::node:
            return "-W \"$(_ballast_names nodes)\"";
        case ValueKind::topic:
            return "-W \"$(_ballast_names topics)\"";
        case ValueKind::flag:
        case ValueKind::text:
        case ValueKind::integer:
        case ValueKind::duration:
        case ValueKind::moment:
        case ValueKind::key_value:
            return {};
    }
    return {};
}

std::vector<std::string> spellings(const OptionSpec& option) {
    std::vector<std::string> out{"--" + std::string(option.name)};
    if (option.letter != 0) {
        out.push_back(fmt::format("-{}", option.letter));
    }
    return out;
}

std::string option_words(std::span<const OptionSpec> options) {
    std::vector<std::string> out;
    for (const OptionSpec& option : options) {
        std::ranges::copy(spellings(option), std::back_inserter(out));
    }
    return join(out, " ");
}

// Words that may follow the words so far: "" gives commands and groups.
std::string words_after(std::string_view path) {
    std::vector<std::string> out;
    for (const CommandSpec& command : command_table()) {
        const auto words = split(command.path, ' ');
        if (command.hidden || (words.size() == 1) != path.empty()) {
            continue;
        }
        if (path.empty() || words[0] == path) {
            out.emplace_back(words.back());
        }
    }
    if (path.empty()) {
        for (const GroupSpec& group : command_groups()) {
            out.emplace_back(group.name);
        }
    }
    return join(out, " ");
}

// `PATH:OPTION)` arms that offer an option's values; nothing is offered where only the user knows.
std::string value_arms(std::string_view pattern, std::span<const OptionSpec> options) {
    std::string out;
    for (const OptionSpec& option : options) {
        if (option.value.kind == ValueKind::flag) {
            continue;
        }
        std::vector<std::string> patterns;
        for (const std::string& spelling : spellings(option)) {
            patterns.push_back(fmt::format("{}:{}", pattern, spelling));
        }
        const std::string words = compgen_arguments(option.value);
        out += fmt::format("    {}) {}return ;;\n", join(patterns, "|"),
                           words.empty() ? "" : fmt::format("_ballast_offer {}; ", words));
    }
    return out;
}

std::string quoted(std::string_view path) {
    return fmt::format("'{}'", path);
}

std::string bash_script() {
    std::string names;  // every command and group, as the arms of a `case`
    std::string values;
    std::string options;
    std::string arguments;
    for (const GroupSpec& group : command_groups()) {
        names += quoted(group.name) + "|";
        arguments += fmt::format("    {}) _ballast_offer -W '{}' ;;\n", quoted(group.name),
                                 words_after(group.name));
    }
    for (const CommandSpec& command : command_table()) {
        if (command.hidden) {
            continue;
        }
        names += quoted(command.path) + "|";
        values += value_arms(quoted(command.path), command.options);
        options += fmt::format("      {}) _ballast_offer -W '{} {}' ;;\n", quoted(command.path),
                               option_words(command.options), option_words(global_options()));
        if (!command.arguments.empty()) {
            arguments += fmt::format("    {}) _ballast_offer {} ;;\n", quoted(command.path),
                                     compgen_arguments(command.arguments.front().value));
        }
    }
    names.pop_back();
    values += value_arms("*", global_options());
    // `path` and `words` are special in zsh, so no variable has such a name.
    return fmt::format(
        R"(# Completion of ballast for bash; made by `ballast completion bash`.
_ballast_names() {{
  ballast names "$1" ${{ballast_name:+--name "$ballast_name"}} 2>/dev/null
}}

_ballast_offer() {{
  COMPREPLY=($(compgen "$@" -- "$ballast_current"))
}}

_ballast() {{
  local ballast_current="${{COMP_WORDS[COMP_CWORD]}}" ballast_previous="" ballast_name=""
  local ballast_at="" ballast_word="" ballast_i=1
  COMPREPLY=()
  if [ "$COMP_CWORD" -gt 0 ]; then ballast_previous="${{COMP_WORDS[COMP_CWORD-1]}}"; fi
  # bash splits --output=json into three words.
  if [ "$ballast_current" = "=" ]; then
    ballast_current=""
  elif [ "$ballast_previous" = "=" ] && [ "$COMP_CWORD" -gt 2 ]; then
    ballast_previous="${{COMP_WORDS[COMP_CWORD-2]}}"
  fi
  # Which command is it, and which cluster?
  while [ "$ballast_i" -lt "$COMP_CWORD" ]; do
    ballast_word="${{COMP_WORDS[ballast_i]}}"
    ballast_i=$((ballast_i + 1))
    case "$ballast_word" in
      --name|--dir)
        if [ "${{COMP_WORDS[ballast_i]:-}}" = "=" ]; then ballast_i=$((ballast_i + 1)); fi
        if [ "$ballast_word" = "--name" ]; then ballast_name="${{COMP_WORDS[ballast_i]:-}}"; fi
        ballast_i=$((ballast_i + 1)) ;;
      -*) ;;
      *)
        case "${{ballast_at:+$ballast_at }}$ballast_word" in
          {names})
            ballast_at="${{ballast_at:+$ballast_at }}$ballast_word" ;;
        esac ;;
    esac
  done
  case "$ballast_at:$ballast_previous" in
{values}  esac
  case "$ballast_current" in
    -*)
      case "$ballast_at" in
{options}      *) _ballast_offer -W '{global}' ;;
      esac
      return ;;
  esac
  case "$ballast_at" in
    '') _ballast_offer -W '{first}' ;;
{arguments}  esac
}}
complete -o filenames -F _ballast ballast
)",
        fmt::arg("names", names), fmt::arg("values", values), fmt::arg("options", options),
        fmt::arg("global", option_words(global_options())), fmt::arg("first", words_after("")),
        fmt::arg("arguments", arguments));
}

std::string zsh_script() {
    std::string script = bash_script();
    script.erase(0, script.find('\n') + 1);
    return "#compdef ballast\n"
           "# Completion of ballast for zsh; made by `ballast completion zsh`.\n"
           "autoload -U +X compinit && compinit\n"
           "autoload -U +X bashcompinit && bashcompinit\n" +
           script;
}

std::string fish_quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + "'";
}

// What follows `complete -c ballast`: how a value is completed.
std::string fish_value(const ValueSpec& value) {
    switch (value.kind) {
        case ValueKind::flag:
            return {};
        case ValueKind::choice:
            return fmt::format(" -x -a {}",
                               fish_quoted(fmt::format("{}", fmt::join(value.choices, " "))));
        case ValueKind::file:
            return " -r -F";
        case ValueKind::folder:
            return " -x -a '(__fish_complete_directories)'";
        case ValueKind::cluster:
            return " -x -a '(ballast names clusters 2>/dev/null)'";
        case ValueKind::node:
            return " -x -a '(ballast names nodes 2>/dev/null)'";
        case ValueKind::topic:
            return " -x -a '(ballast names topics 2>/dev/null)'";
        case ValueKind::text:
        case ValueKind::integer:
        case ValueKind::duration:
        case ValueKind::moment:
        case ValueKind::key_value:
            return " -x";
    }
    return {};
}

std::string fish_option(std::string_view condition, const OptionSpec& option) {
    return fmt::format("complete -c ballast{}{} -l {}{} -d {}\n", condition,
                       option.letter == 0 ? "" : fmt::format(" -s {}", option.letter), option.name,
                       fish_value(option.value), fish_quoted(option.help));
}

std::string fish_word(std::string_view at, std::string_view word, std::string_view summary) {
    return fmt::format("complete -c ballast -n '__ballast_at \"{}\"' -a {} -d {}\n", at, word,
                       fish_quoted(summary));
}

std::string fish_script() {
    std::string names;
    std::string lines;
    for (const GroupSpec& group : command_groups()) {
        names += " " + quoted(group.name);
        lines += fish_word("", group.name, group.summary);
    }
    for (const CommandSpec& command : command_table()) {
        if (command.hidden) {
            continue;
        }
        names += " " + quoted(command.path);
        const auto words = split(command.path, ' ');
        lines += fish_word(words.size() == 1 ? "" : words[0], words.back(), command.summary);
        const std::string condition = fmt::format(" -n '__ballast_at \"{}\"'", command.path);
        for (const OptionSpec& option : command.options) {
            lines += fish_option(condition, option);
        }
        if (!command.arguments.empty()) {
            lines += fmt::format("complete -c ballast{}{}\n", condition,
                                 fish_value(command.arguments.front().value));
        }
    }
    for (const OptionSpec& option : global_options()) {
        lines += fish_option("", option);
    }
    return fmt::format(R"(# Completion of ballast for fish; made by `ballast completion fish`.
function __ballast_at
    set -l found ''
    set -l skip 0
    set -l given (commandline -opc)
    for word in $given[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        switch $word
            case --name --dir
                set skip 1
            case '-*'
            case '*'
                set -l next (string trim -- "$found $word")
                if contains -- $next{names}
                    set found $next
                end
        end
    end
    test "$found" = "$argv[1]"
end

complete -c ballast -f
{lines})",
                       fmt::arg("names", names), fmt::arg("lines", lines));
}

}  // namespace

std::string completion_script(std::string_view shell) {
    return shell == "fish" ? fish_script() : shell == "zsh" ? zsh_script() : bash_script();
}

}  // namespace ballast::cli
