// Every command, argument and option of `ballast`, as data: the parser, the help texts and the
// shell completions are all made from this one table.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace ballast::cli {

// What a value is: how it is checked and what a shell offers for it.
enum class ValueKind : std::uint8_t {
    flag,      // no value
    text,      // any text that is not empty
    integer,   // from `smallest` to `largest`
    duration,  // "5m"
    moment,    // a duration before now, or an RFC 3339 time
    choice,    // one of `choices`
    file,
    folder,
    cluster,    // the name of a cluster
    node,       // "kafka-0"
    topic,      // a topic's name
    key_value,  // "retention.ms=60000"
};

struct ValueSpec {
    ValueKind kind = ValueKind::text;
    std::string_view placeholder;  // "FORMAT"
    std::vector<std::string_view> choices;
    std::int64_t smallest = 0;
    std::int64_t largest = 0;
    bool odd = false;       // of an integer: even ones are refused
    std::string_view word;  // of an integer: what may stand in its place ("auto")
};

struct OptionSpec {
    char letter = 0;        // 'o' of -o; 0: none
    std::string_view name;  // without dashes: "output"
    ValueSpec value;
    std::string_view fallback;  // used when not given; empty: nothing is used
    std::string_view help;
    bool repeatable = false;
    bool required = false;
};

struct ArgumentSpec {
    ValueSpec value;
    std::string_view help;
    bool required = true;
    bool many = false;
};

struct ExampleSpec {
    std::string_view command;
    std::string_view meaning;
};

struct ExitCodeSpec {
    int code = 0;
    std::string_view meaning;
};

struct CommandSpec {
    std::string_view path;     // "topic create"
    std::string_view summary;  // one line
    std::string_view text;     // what it does; paragraphs are separated by a line feed
    std::vector<ArgumentSpec> arguments;
    std::vector<OptionSpec> options;
    std::vector<ExampleSpec> examples;
    std::vector<ExitCodeSpec> exit_codes;  // beside 2, which all have
    bool hidden = false;                   // for completion scripts, not for people
};

struct GroupSpec {
    std::string_view name;  // "topic"
    std::string_view summary;
};

std::span<const CommandSpec> command_table();
std::span<const GroupSpec> command_groups();
// Taken before and after every command.
std::span<const OptionSpec> global_options();

// Null where there is no such command.
const CommandSpec* find_command(std::string_view path);

}  // namespace ballast::cli
