// The words of a command line, sorted by the command table; values are still text.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "coordinator/cli/command_table.hpp"

namespace ballast::cli {

struct Arguments {
    const CommandSpec* command = nullptr;                     // never null once parsed
    std::map<std::string, std::vector<std::string>> options;  // by name; a flag has ""
    std::vector<std::string> positionals;
};

// Somebody asked for help; `path` is a command, a group or empty.
struct HelpWanted {
    std::string path;
};

// A wrong command line: exit code 2.
struct UsageError {
    std::string path;  // the command as far as it was understood
    std::string message;
    std::string hint;  // "did you mean --brokers?"; may be empty
};

// `words` without the program's name. Checks names and counts, not values.
std::variant<Arguments, HelpWanted, UsageError> parse_arguments(std::span<const std::string> words);

}  // namespace ballast::cli
