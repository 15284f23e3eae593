#include "agent/config/properties.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <optional>

namespace ballast::agent {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// Takes the next code point off the front; a byte that is no UTF-8 gives U+FFFD.
char32_t take_code_point(std::string_view& text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = lead < 0x80    ? 1
                               : lead >= 0xF0 ? 4
                               : lead >= 0xE0 ? 3
                               : lead >= 0xC2 ? 2
                                              : 0;
    if (length == 0 || text.size() < length) {
        text.remove_prefix(1);
        return kReplacement;
    }
    char32_t point = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xC0U) != 0x80) {
            text.remove_prefix(1);
            return kReplacement;
        }
        point = (point << 6U) | (next & 0x3FU);
    }
    text.remove_prefix(length);
    constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};  // no longer form
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    return surrogate || point > 0x10FFFF || point < kLeast[length] ? kReplacement : point;
}

// \uXXXX, as a surrogate pair above the basic plane.
void append_unicode(std::string& out, char32_t point) {
    const auto unit = [&](std::uint32_t value) { out += fmt::format("\\u{:04X}", value); };
    if (point < 0x10000) {
        unit(static_cast<std::uint32_t>(point));
        return;
    }
    const auto offset = static_cast<std::uint32_t>(point) - 0x10000U;
    unit(0xD800U + (offset >> 10U));
    unit(0xDC00U + (offset & 0x3FFU));
}

std::string escape(std::string_view text, bool is_key) {
    std::string out;
    bool leading = true;
    while (!text.empty()) {
        const char32_t point = take_code_point(text);
        switch (point) {
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            case '\f':
                out += "\\f";
                break;
            case '\\':
                out += "\\\\";
                break;
            case ' ':
                out += is_key || leading ? "\\ " : " ";
                break;
            case '=':
            case ':':
            case '#':
            case '!':
                out += is_key || leading ? "\\" : "";
                out += static_cast<char>(point);
                break;
            default:
                if (point >= 0x20 && point < 0x7F) {
                    out += static_cast<char>(point);
                } else {
                    append_unicode(out, point);
                }
        }
        leading = false;
    }
    return out;
}

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\f';
}

// Joins natural lines as Properties.LineReader does: a comment or a blank one gives nothing, an odd
// number of backslashes at the end continues on the next, whose leading blanks go. Comments are
// looked for until the line has its first character.
std::optional<std::string> take_logical_line(std::string_view& text) {
    std::string line;
    while (!text.empty()) {
        const auto end = text.find_first_of("\r\n");
        auto natural = text.substr(0, end);
        std::size_t skip = end == std::string_view::npos ? text.size() : end + 1;
        if (skip < text.size() && text[skip - 1] == '\r' && text[skip] == '\n') {
            ++skip;
        }
        text.remove_prefix(skip);
        while (!natural.empty() && is_blank(natural.front())) {
            natural.remove_prefix(1);
        }
        if (line.empty() && (natural.empty() || natural.front() == '#' || natural.front() == '!')) {
            continue;
        }
        const auto last = natural.find_last_not_of('\\');
        const std::size_t slashes =
            natural.size() - (last == std::string_view::npos ? 0 : last + 1);
        if (slashes % 2 == 0) {
            return line.append(natural);
        }
        line += natural.substr(0, natural.size() - 1);
        // Where the text ends after a backslash there is a line, if an empty one.
        if (text.empty()) {
            return line;
        }
    }
    return std::nullopt;
}

void append_utf8(std::string& out, char32_t point) {
    const auto byte = [&](char32_t value) { out += static_cast<char>(value); };
    if (point < 0x80) {
        byte(point);
    } else if (point < 0x800) {
        byte(0xC0U | (point >> 6U));
        byte(0x80U | (point & 0x3FU));
    } else if (point < 0x10000) {
        byte(0xE0U | (point >> 12U));
        byte(0x80U | ((point >> 6U) & 0x3FU));
        byte(0x80U | (point & 0x3FU));
    } else {
        byte(0xF0U | (point >> 18U));
        byte(0x80U | ((point >> 12U) & 0x3FU));
        byte(0x80U | ((point >> 6U) & 0x3FU));
        byte(0x80U | (point & 0x3FU));
    }
}

// The code unit of \uXXXX at the front, where there is one.
std::optional<char32_t> unicode_unit(std::string_view text) {
    if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') {
        return std::nullopt;
    }
    char32_t value = 0;
    for (const char c : text.substr(2, 4)) {
        const auto digit = std::string_view("0123456789abcdef")
                               .find(c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c);
        if (digit == std::string_view::npos) {
            return std::nullopt;
        }
        value = value * 16 + static_cast<char32_t>(digit);
    }
    return value;
}

std::string unescape(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        if (text.front() != '\\' || text.size() == 1) {
            out += text.front();
            text.remove_prefix(1);
            continue;
        }
        if (const auto unit = unicode_unit(text)) {
            text.remove_prefix(6);
            const auto low = unicode_unit(text);
            const bool is_high = *unit >= 0xD800 && *unit <= 0xDBFF;
            if (is_high && low && *low >= 0xDC00 && *low <= 0xDFFF) {
                append_utf8(out, 0x10000 + ((*unit - 0xD800) << 10U) + (*low - 0xDC00));
                text.remove_prefix(6);
            } else {
                append_utf8(out, *unit >= 0xD800 && *unit <= 0xDFFF ? kReplacement : *unit);
            }
            continue;
        }
        constexpr std::string_view kLetters = "ntrf";
        constexpr std::string_view kMeanings = "\n\t\r\f";
        const auto at = kLetters.find(text[1]);
        out += at == std::string_view::npos ? text[1] : kMeanings[at];
        text.remove_prefix(2);
    }
    return out;
}

}  // namespace

std::string escape_key(std::string_view text) {
    return escape(text, true);
}
std::string escape_value(std::string_view text) {
    return escape(text, false);
}

std::string property_line(std::string_view key, std::string_view value) {
    return escape_key(key) + "=" + escape_value(value) + "\n";
}

std::string rendered_properties(const std::string& revision,
                                const std::map<std::string, std::string>& properties) {
    std::string out = fmt::format(
        "# Rendered by ballast-agent from revision {} of the cluster's document; edits are "
        "overwritten.\n",
        revision);
    for (const auto& [key, value] : properties) {
        out += property_line(key, value);
    }
    return out;
}

std::map<std::string, std::string> parse_properties(std::string_view text) {
    std::map<std::string, std::string> out;
    while (const auto line = take_logical_line(text)) {
        const std::string_view all(*line);
        std::size_t key_end = 0;
        while (key_end < all.size() && all[key_end] != '=' && all[key_end] != ':' &&
               !is_blank(all[key_end])) {
            key_end += all[key_end] == '\\' && key_end + 1 < all.size() ? 2 : 1;
        }
        std::size_t value = key_end;
        while (value < all.size() && is_blank(all[value])) {
            ++value;
        }
        if (value < all.size() && (all[value] == '=' || all[value] == ':')) {
            ++value;
        }
        while (value < all.size() && is_blank(all[value])) {
            ++value;
        }
        out[unescape(all.substr(0, key_end))] = unescape(all.substr(value));
    }
    return out;
}

}  // namespace ballast::agent
