#include "coordinator/cli/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "common/clock.hpp"
#include "common/text.hpp"
#include "common/units.hpp"

namespace ballast::cli {
namespace {

// "kafka-0", "zookeeper-3": a role's name, a dash and a number.
bool is_node_name(std::string_view text) {
    const std::size_t dash = text.rfind('-');
    return dash != std::string_view::npos && dash > 0 && dash + 1 < text.size() &&
           text.size() - dash <= 6 && std::ranges::all_of(text.substr(dash + 1), is_digit) &&
           std::ranges::all_of(text.substr(0, dash), [](char c) { return c >= 'a' && c <= 'z'; });
}

// Kafka, org.apache.kafka.common.internals.Topic: at most 249 of [a-zA-Z0-9._-], not "." or "..".
bool is_topic_name(std::string_view text) {
    constexpr std::size_t kMaxTopicName = 249;
    return !text.empty() && text.size() <= kMaxTopicName && text != "." && text != ".." &&
           std::ranges::all_of(text, [](char c) {
               return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
                      c == '_' || c == '-';
           });
}

bool is_positive_duration(std::string_view text) {
    const auto duration = parse_duration(text);
    return duration && duration->count() > 0;
}

std::optional<std::string> unless(bool valid, std::string problem) {
    return valid ? std::nullopt : std::optional(std::move(problem));
}

std::optional<std::string> integer_problem(const ValueSpec& spec, std::string_view value) {
    if (!spec.word.empty() && value == spec.word) {
        return std::nullopt;
    }
    const auto number = parse_integer(value);
    return unless(
        number && *number >= spec.smallest && *number <= spec.largest &&
            (!spec.odd || *number % 2 == 1),
        fmt::format("must be {} number from {} to {}{}{}", spec.odd ? "an odd" : "a", spec.smallest,
                    spec.largest, spec.word.empty() ? "" : ", or ", spec.word));
}

std::optional<std::string> choice_problem(const ValueSpec& spec, std::string_view value) {
    const std::string known = canonical_value(spec, value);
    if (std::ranges::find(spec.choices, known) != spec.choices.end()) {
        return std::nullopt;
    }
    const std::vector<std::string> choices(spec.choices.begin(), spec.choices.end());
    const auto near = nearest(value, choices);
    return near ? fmt::format("must be one of {}; did you mean {}?", join(choices, ", "), *near)
                : fmt::format("must be one of {}", join(choices, ", "));
}

}  // namespace

std::string canonical_value(const ValueSpec& spec, std::string_view value) {
    const auto same = std::ranges::find_if(spec.choices, [&](std::string_view candidate) {
        return to_lower(candidate) == to_lower(value);
    });
    return std::string(same == spec.choices.end() ? value : *same);
}

std::optional<std::string> value_problem(const ValueSpec& spec, std::string_view value) {
    if (spec.kind != ValueKind::flag && value.empty()) {
        return "must not be empty";
    }
    if (!is_valid_utf8(value)) {
        return "must be valid UTF-8";
    }
    switch (spec.kind) {
        case ValueKind::integer:
            return integer_problem(spec, value);
        case ValueKind::choice:
            return choice_problem(spec, value);
        case ValueKind::duration:
            return unless(is_positive_duration(value),
                          "must be a duration like 30s, 5m or 1h30m, above 0");
        case ValueKind::moment:
            return unless(is_positive_duration(value) || parse_rfc3339(value).has_value(),
                          "must be a duration like 5m or a time like 2026-01-31T09:00:00Z");
        case ValueKind::node:
            return unless(is_node_name(value), "must be a node's name like kafka-0 or zookeeper-1");
        case ValueKind::topic:
            return unless(is_topic_name(value),
                          "must be a topic's name: 1 to 249 letters, digits, '.', '_' or '-'");
        case ValueKind::key_value:
            return unless(value.find('=') != std::string_view::npos && value.front() != '=',
                          "must be KEY=VALUE, like retention.ms=60000");
        case ValueKind::cluster:
            return unless(value.find('/') == std::string_view::npos && value.front() != '.',
                          "must be a cluster's name, not a path; a folder goes to --dir");
        case ValueKind::flag:
        case ValueKind::text:
        case ValueKind::file:
        case ValueKind::folder:
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace ballast::cli
