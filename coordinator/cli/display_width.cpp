#include "coordinator/cli/display_width.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ballast::cli {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Range {
    char32_t first;
    char32_t last;
};

// Unicode 15, general categories Mn, Me, Cf, by block.
constexpr std::array kZeroWidth{
    Range{0x0300, 0x036F}, Range{0x0483, 0x0489}, Range{0x0591, 0x05BD}, Range{0x0610, 0x061A},
    Range{0x064B, 0x065F}, Range{0x0E31, 0x0E31}, Range{0x0E34, 0x0E3A}, Range{0x1AB0, 0x1AFF},
    Range{0x1DC0, 0x1DFF}, Range{0x200B, 0x200F}, Range{0x202A, 0x202E}, Range{0x2060, 0x2064},
    Range{0x20D0, 0x20F0}, Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F}, Range{0xFEFF, 0xFEFF}};

// Unicode 15, East Asian Width W and F, by block.
constexpr std::array kWide{
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x2E80, 0x303E},
    Range{0x3041, 0xA4CF},   Range{0xA960, 0xA97C},   Range{0xAC00, 0xD7A3},
    Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},
    Range{0xFFE0, 0xFFE6},   Range{0x1F300, 0x1F64F}, Range{0x1F680, 0x1F6FF},
    Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD}};

template <std::size_t N>
bool in(const std::array<Range, N>& ranges, char32_t code) {
    return std::ranges::any_of(ranges,
                               [&](const Range& r) { return code >= r.first && code <= r.last; });
}

std::size_t columns(char32_t code) {
    if (code < 0x20 || (code >= 0x7F && code < 0xA0) || in(kZeroWidth, code)) {
        return 0;
    }
    return in(kWide, code) ? 2 : 1;
}

struct Character {
    char32_t code = 0;
    std::size_t bytes = 1;
    bool valid = false;
};

Character decode(std::string_view text) {
    const auto byte = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
    };
    const std::uint32_t head = byte(0);
    if (head < 0x80) {
        return {.code = head, .bytes = 1, .valid = true};
    }
    const std::size_t size = head >= 0xF0 ? 4 : head >= 0xE0 ? 3 : 2;
    if (head < 0xC2 || head > 0xF4 || text.size() < size) {
        return {};
    }
    char32_t code = head & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) {
            return {};
        }
        code = (code << 6U) | (byte(i) & 0x3FU);
    }
    constexpr std::array<char32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};
    if (code < kSmallest.at(size) || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
        return {};
    }
    return {.code = code, .bytes = size, .valid = true};
}

// Bytes of a colour sequence at the start of `text`, or 0.
std::size_t colour_sequence(std::string_view text) {
    if (!text.starts_with("\x1b[")) {
        return 0;
    }
    const std::size_t end = text.find_first_not_of("0123456789;", 2);
    return end != std::string_view::npos && text[end] == 'm' ? end + 1 : 0;
}

}  // namespace

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    while (!text.empty()) {
        if (const std::size_t skip = colour_sequence(text); skip > 0) {
            text.remove_prefix(skip);
            continue;
        }
        const Character next = decode(text);
        width += next.valid ? columns(next.code) : 1;
        text.remove_prefix(next.bytes);
    }
    return width;
}

std::string fit_to_width(std::string_view text, std::size_t width) {
    if (display_width(text) <= width) {
        return std::string(text);
    }
    if (width == 0) {
        return {};
    }
    std::string out;
    std::size_t used = 0;
    bool coloured = false;
    while (!text.empty()) {
        if (const std::size_t skip = colour_sequence(text); skip > 0) {
            out.append(text.substr(0, skip));
            coloured = true;
            text.remove_prefix(skip);
            continue;
        }
        const Character next = decode(text);
        const std::size_t wide = next.valid ? columns(next.code) : 1;
        if (used + wide > width - 1) {
            break;
        }
        out.append(text.substr(0, next.bytes));
        used += wide;
        text.remove_prefix(next.bytes);
    }
    out += "…";
    return coloured ? out + "\x1b[0m" : out;
}

std::string printable(std::string_view text, bool keep_tabs) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const Character next = decode(text);
        const bool control = next.code < 0x20 || (next.code >= 0x7F && next.code < 0xA0);
        // Bidirectional overrides make a text read as another one.
        const bool bidi = (next.code >= 0x202A && next.code <= 0x202E) ||
                          (next.code >= 0x2066 && next.code <= 0x2069);
        const bool keep = next.valid && !bidi && (!control || (keep_tabs && next.code == '\t'));
        out.append(keep ? text.substr(0, next.bytes) : kReplacement);
        text.remove_prefix(next.bytes);
    }
    return out;
}

}  // namespace ballast::cli
