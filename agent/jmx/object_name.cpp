#include "agent/jmx/object_name.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ballast::agent::jmx {
namespace {

std::unexpected<Error> bad(std::string_view text, std::string_view why) {
    // A name comes from the JVM: no more of it than a line holds.
    return fail(ErrorKind::invalid,
                fmt::format("'{}' is no ObjectName: {}", text.substr(0, 200), why));
}

// Where the value that begins at `at` ends: behind its closing quote, or before ','.
// npos: a quote is open, or a character stands where none may.
std::size_t end_of_value(std::string_view text, std::size_t at) {
    if (at >= text.size() || text[at] != '"') {
        const auto end = std::min(text.find(',', at), text.size());
        const bool plain =
            text.substr(at, end - at).find_first_of("=:\"*?\n") == std::string_view::npos;
        return plain ? end : std::string_view::npos;
    }
    for (std::size_t i = at + 1; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\\') {
            ++i;
            if (i == text.size() || !std::string_view("\\\"*?n").contains(text[i])) {
                break;
            }
        } else if (c == '"') {
            return i + 1;
        } else if (c == '*' || c == '?' || c == '\n') {
            break;
        }
    }
    return std::string_view::npos;
}

std::string canonical_of(const ObjectName& name) {
    auto sorted = name.properties;
    std::ranges::sort(sorted, {}, &KeyProperty::key);
    std::string out = name.domain;
    char separator = ':';
    for (const auto& property : sorted) {
        out += separator;
        out += property.key;
        out += '=';
        out += property.value;
        separator = ',';
    }
    return out;
}

}  // namespace

const std::string* ObjectName::find(std::string_view key) const {
    const auto at = std::ranges::find(properties, key, &KeyProperty::key);
    return at == properties.end() ? nullptr : &at->value;
}

Result<ObjectName> parse_object_name(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) {
        return bad(text, "it has no ':' after a domain");
    }
    ObjectName name;
    name.text = text;
    name.domain = text.substr(0, colon);
    if (name.domain.find_first_of("*?\n") != std::string::npos) {
        return bad(text, "its domain has '*', '?' or a line feed");
    }
    for (auto at = colon + 1;;) {
        const auto equals = std::min(text.find('=', at), text.size());
        const auto key = text.substr(at, equals - at);
        if (equals == text.size() || key.empty() ||
            key.find_first_of(",:*?\"\n") != std::string_view::npos) {
            return bad(text, "after the ':' stand key=value pairs with ',' between them");
        }
        if (name.find(key) != nullptr) {
            return bad(text, fmt::format("the key '{}' stands twice", key));
        }
        const auto end = end_of_value(text, equals + 1);
        if (end == std::string_view::npos || (end < text.size() && text[end] != ',')) {
            return bad(text, fmt::format("the value of '{}' needs quotes or breaks off", key));
        }
        name.properties.push_back(
            {std::string(key), std::string(text.substr(equals + 1, end - equals - 1))});
        if (end == text.size()) {
            break;
        }
        at = end + 1;
    }
    name.canonical = canonical_of(name);
    return name;
}

}  // namespace ballast::agent::jmx
