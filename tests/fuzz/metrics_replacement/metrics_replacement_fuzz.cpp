// Three lines: a pattern of Java, a replacement, and what is matched. Nothing crashes or takes
// long; what a pattern's outline says of it holds; names made of the result are safe.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "agent/metrics/exposition/java_number.hpp"
#include "agent/metrics/rules/names.hpp"
#include "agent/metrics/rules/object_name_pattern.hpp"
#include "agent/metrics/rules/replacement.hpp"
#include "agent/metrics/rules/rule_regex.hpp"

namespace {

using namespace ballast::agent;

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

std::string_view take_line(std::string_view& rest) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return line;
}

void check_names(std::string_view text) {
    const auto safe = metrics::to_safe_name(text);
    require(metrics::to_safe_name(safe) == safe || safe.starts_with("_"));
    require(safe.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                   "_:") == std::string::npos);
    if (!safe.empty()) {
        const auto name = metrics::without_reserved_suffixes(safe);
        require(!name.empty() && !name.ends_with("_total"));
    }
    metrics::to_snake_case(text);
    if (const auto number = metrics::parse_java_double(text)) {
        std::string written;
        metrics::append_java(written, *number);
        const auto again = metrics::parse_java_double(written);
        require(again && (*again == *number || *number != *number));
    }
}

// The groups, or why there are none.
std::string groups(const metrics::RuleRegex& regex, const std::string& input) {
    metrics::Captures captures;
    const auto matched = regex.match(input, captures);
    if (!matched) {
        return "refused";
    }
    if (!*matched) {
        return "no";
    }
    require(captures.size() == regex.groups().size() + 1);
    std::string out;
    for (std::size_t i = 1; i < captures.size(); ++i) {
        out += captures[i] ? std::string(*captures[i]) : "-";
        out += '\0';
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    const auto pattern = take_line(rest);
    const auto replacement_text = take_line(rest);
    const auto input = std::string(rest.substr(0, 300));
    check_names(input);
    if (const auto names = metrics::ObjectNamePattern::parse(pattern)) {
        if (const auto name = jmx::parse_object_name(input)) {
            names->matches(*name);
        }
    }
    const auto regex = metrics::RuleRegex::compile(pattern);
    if (!regex) {
        require(!regex.error().message.empty());
        return 0;
    }
    metrics::Captures captures;
    const auto matched = regex->match(input, captures);
    if (matched.value_or(false)) {
        if (const auto replacement =
                metrics::Replacement::parse(replacement_text, regex->groups())) {
            check_names(replacement->expand(captures));
        }
    }
    // The proof of pattern_outline.cpp: all plain values give the same groups.
    if (regex->ends_before_value() && !input.contains('\n')) {
        const auto one = groups(*regex, "d<k=v><>" + input + ": 1.0E-5");
        const auto other = groups(*regex, "d<k=v><>" + input + ": false");
        require(one == other || one == "refused" || other == "refused");
    }
    return 0;
}
