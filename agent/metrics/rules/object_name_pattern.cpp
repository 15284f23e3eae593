#include "agent/metrics/rules/object_name_pattern.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ballast::agent::metrics {
namespace {

// '*' and '?' as in a shell; a backslash and what follows it stand for themselves. Linear in
// both lengths, but for what lies between two '*'.
bool matches_wildcards(std::string_view pattern, std::string_view text) {
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;  // behind the last '*'
    std::size_t resume = 0;                     // where in the text it is to go on from
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = ++p;
            resume = t;
            continue;
        }
        if (p + 1 < pattern.size() && pattern[p] == '\\') {
            if (text.substr(t, 2) == pattern.substr(p, 2)) {
                p += 2;
                t += 2;
                continue;
            }
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
            ++p;
            ++t;
            continue;
        }
        if (star == std::string_view::npos) {
            return false;
        }
        p = star;
        t = ++resume;
    }
    return std::ranges::all_of(pattern.substr(p), [](char c) { return c == '*'; });
}

// Behind the value that begins at `at`; npos where its quote is never closed.
std::size_t end_of_value(std::string_view text, std::size_t at) {
    if (at >= text.size() || text[at] != '"') {
        return std::min(text.find(',', at), text.size());
    }
    for (std::size_t i = at + 1; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            return i + 1;
        }
    }
    return std::string_view::npos;
}

std::unexpected<Error> bad(std::string_view text, std::string_view why) {
    return fail(ErrorKind::invalid, fmt::format("'{}' is no ObjectName: {}", text, why));
}

}  // namespace

Result<ObjectNamePattern> ObjectNamePattern::parse(std::string_view text) {
    ObjectNamePattern out;
    out.text_ = text.empty() ? "*:*" : text;
    const std::string_view name = out.text_;
    const auto colon = name.find(':');
    if (colon == std::string_view::npos || colon + 1 == name.size()) {
        return bad(text, "write domain:key=value,..., with * for what may be anything");
    }
    out.domain_ = name.substr(0, colon);
    for (auto at = colon + 1;;) {
        std::size_t end = 0;
        if (name.substr(at, 2) == "*," || name.substr(at) == "*") {
            if (out.takes_more_) {
                return bad(text, "more than one * stands among the properties");
            }
            out.takes_more_ = true;
            end = at + 1;
        } else {
            const auto equals = name.find('=', at);
            const auto key = name.substr(at, equals - at);
            if (equals == std::string_view::npos || key.empty() ||
                key.find_first_of(",:*?\"\n") != std::string_view::npos) {
                return bad(text, "after the ':' stand key=value pairs with ',' between them");
            }
            if (std::ranges::find(out.properties_, key, &jmx::KeyProperty::key) !=
                out.properties_.end()) {
                return bad(text, fmt::format("the key '{}' stands twice", key));
            }
            end = end_of_value(name, equals + 1);
            const auto value = end == std::string_view::npos
                                   ? std::string_view()
                                   : name.substr(equals + 1, end - equals - 1);
            const bool quoted = value.starts_with('"');
            if (end == std::string_view::npos || (end < name.size() && name[end] != ',') ||
                value.contains('\n') ||
                (!quoted && value.find_first_of("=:\"") != std::string_view::npos)) {
                return bad(text, fmt::format("the value of '{}' needs quotes or breaks off", key));
            }
            out.properties_.push_back({std::string(key), std::string(value)});
        }
        if (end == name.size()) {
            return out;
        }
        at = end + 1;
    }
}

bool ObjectNamePattern::matches(const jmx::ObjectName& name) const {
    if (!takes_more_ && properties_.size() != name.properties.size()) {
        return false;
    }
    return matches_wildcards(domain_, name.domain) &&
           std::ranges::all_of(properties_, [&](const jmx::KeyProperty& wanted) {
               const auto* const value = name.find(wanted.key);
               return value != nullptr && matches_wildcards(wanted.value, *value);
           });
}

}  // namespace ballast::agent::metrics
