#include "agent/metrics/rules/names.hpp"

#include <algorithm>
#include <array>

#include "common/text.hpp"

namespace ballast::agent::metrics {
namespace {

constexpr bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

constexpr bool is_safe(char c) {
    return c == ':' || is_digit(c) || is_upper(c) || (c >= 'a' && c <= 'z');
}

constexpr char lower(char c) {
    return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::string to_safe_name(std::string_view name) {
    std::string out;
    out.reserve(name.size() + 1);
    if (!name.empty() && is_digit(name.front())) {
        out += '_';
    }
    bool after_underscore = false;
    for (const char c : name) {
        if (is_safe(c)) {
            out += c;
            after_underscore = false;
        } else if (!after_underscore) {
            out += '_';
            after_underscore = true;
        }
    }
    return out;
}

std::string to_snake_case(std::string_view name) {
    std::string out;
    out.reserve(name.size() + 8);
    bool joined = true;  // nothing yet, a capital or a '_' came last
    for (const char c : name) {
        if (!joined && is_upper(c)) {
            out += '_';
        }
        out += lower(c);
        joined = is_upper(c) || c == '_';
    }
    return out;
}

std::string without_reserved_suffixes(std::string name) {
    static constexpr std::array<std::string_view, 4> kReserved{"_total", "_created", "_bucket",
                                                               "_info"};
    for (;;) {
        const auto* const suffix = std::ranges::find_if(
            kReserved, [&](std::string_view reserved) { return name.ends_with(reserved); });
        if (suffix == kReserved.end()) {
            return name;
        }
        if (name == *suffix) {
            return name.substr(1);
        }
        name.resize(name.size() - suffix->size());
    }
}

}  // namespace ballast::agent::metrics
