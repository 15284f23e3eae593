#include "coordinator/cli/command_specs.hpp"

#include <utility>

namespace ballast::cli {

ValueSpec flag() {
    return {.kind = ValueKind::flag};
}

ValueSpec value(ValueKind kind, std::string_view placeholder) {
    return {.kind = kind, .placeholder = placeholder};
}

ValueSpec choice(std::string_view placeholder, std::vector<std::string_view> choices) {
    return {.kind = ValueKind::choice, .placeholder = placeholder, .choices = std::move(choices)};
}

ValueSpec integer(std::string_view placeholder, std::int64_t smallest, std::int64_t largest) {
    return {.kind = ValueKind::integer,
            .placeholder = placeholder,
            .smallest = smallest,
            .largest = largest};
}

ValueSpec integer_or(std::string_view placeholder, std::int64_t smallest, std::int64_t largest,
                     std::string_view word) {
    auto spec = integer(placeholder, smallest, largest);
    spec.word = word;
    return spec;
}

ValueSpec odd_integer(std::string_view placeholder, std::int64_t smallest, std::int64_t largest) {
    auto spec = integer(placeholder, smallest, largest);
    spec.odd = true;
    return spec;
}

OptionSpec output(std::vector<std::string_view> formats) {
    const std::string_view first = formats.front();
    return {.letter = 'o',
            .name = "output",
            .value = choice("FORMAT", std::move(formats)),
            .fallback = first,
            .help = "how to print the answer"};
}

OptionSpec timeout(std::string_view fallback, std::string_view help) {
    return {.name = "timeout",
            .value = value(ValueKind::duration, "DURATION"),
            .fallback = fallback,
            .help = help};
}

OptionSpec since() {
    return {.name = "since",
            .value = value(ValueKind::moment, "TIME"),
            .help = "only from then on: 5m (ago), or 2026-01-31T09:00:00Z"};
}

OptionSpec follow() {
    return {.letter = 'f',
            .name = "follow",
            .value = flag(),
            .help = "go on with new entries until Ctrl-C"};
}

OptionSpec level() {
    return {.name = "level",
            .value = choice("LEVEL", {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"}),
            .help = "only this level and above"};
}

ArgumentSpec any_nodes() {
    return {.value = value(ValueKind::node, "NODE"),
            .help = "kafka-0, zookeeper-1, ...",
            .required = false,
            .many = true};
}

}  // namespace ballast::cli
