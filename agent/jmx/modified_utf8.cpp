#include "agent/jmx/modified_utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace ballast::agent::jmx {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool is_ascii(std::string_view bytes) {
    return std::ranges::all_of(bytes, [](char c) { return c > 0; });
}

void put(std::string& out, std::uint32_t byte) {
    out += static_cast<char>(static_cast<unsigned char>(byte));
}

void put_utf8(std::string& out, char32_t c) {
    if (c < 0x80) {
        put(out, c);
    } else if (c < 0x800) {
        put(out, 0xC0 | (c >> 6U));
        put(out, 0x80 | (c & 0x3FU));
    } else if (c < 0x10000) {
        put(out, 0xE0 | (c >> 12U));
        put(out, 0x80 | ((c >> 6U) & 0x3FU));
        put(out, 0x80 | (c & 0x3FU));
    } else {
        put(out, 0xF0 | (c >> 18U));
        put(out, 0x80 | ((c >> 12U) & 0x3FU));
        put(out, 0x80 | ((c >> 6U) & 0x3FU));
        put(out, 0x80 | (c & 0x3FU));
    }
}

// One unit at `at`, which moves behind it; a byte that begins none is skipped alone.
// `most` is the longest form: 3 in modified UTF-8, 4 in UTF-8.
char32_t take(std::string_view bytes, std::size_t& at, std::size_t most) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const std::uint32_t first = byte(at);
    std::size_t size = 1;
    char32_t c = first;
    if (first >= 0xC0 && first < 0xE0) {
        size = 2;
        c = first & 0x1FU;
    } else if (first >= 0xE0 && first < 0xF0) {
        size = 3;
        c = first & 0x0FU;
    } else if (first >= 0xF0 && first < 0xF8) {
        size = 4;
        c = first & 0x07U;
    } else if (first >= 0x80) {
        size = 5;
    }
    if (size > most || bytes.size() - at < size) {
        ++at;
        return kReplacement;
    }
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(at + i) & 0xC0U) != 0x80) {
            ++at;
            return kReplacement;
        }
        c = (c << 6U) | (byte(at + i) & 0x3FU);
    }
    at += size;
    return c;
}

bool is_high(char32_t c) {
    return c >= 0xD800 && c < 0xDC00;
}
bool is_low(char32_t c) {
    return c >= 0xDC00 && c < 0xE000;
}

}  // namespace

std::string from_modified_utf8(std::string_view bytes) {
    if (is_ascii(bytes)) {
        return std::string(bytes);
    }
    std::string out;
    out.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size();) {
        char32_t c = take(bytes, at, 3);
        if (is_high(c) && at < bytes.size()) {
            std::size_t next = at;
            if (const auto low = take(bytes, next, 3); is_low(low)) {
                c = 0x10000 + ((c - 0xD800) << 10U) + (low - 0xDC00);
                at = next;
            }
        }
        put_utf8(out, is_high(c) || is_low(c) ? kReplacement : c);
    }
    return out;
}

std::string to_modified_utf8(std::string_view text) {
    if (is_ascii(text)) {
        return std::string(text);
    }
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = take(text, at, 4);
        if (c == 0) {
            out += "\xC0\x80";
        } else if (c > 0x10FFFF || is_high(c) || is_low(c)) {
            put_utf8(out, kReplacement);
        } else if (c >= 0x10000) {
            put_utf8(out, 0xD800 + ((c - 0x10000) >> 10U));
            put_utf8(out, 0xDC00 + ((c - 0x10000) & 0x3FFU));
        } else {
            put_utf8(out, c);
        }
    }
    return out;
}

}  // namespace ballast::agent::jmx
