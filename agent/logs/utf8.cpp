#include "agent/logs/utf8.hpp"

#include <cstddef>

namespace ballast::agent {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Sequence {
    std::size_t size;  // bytes that belong together
    bool valid;
};

bool between(unsigned char byte, unsigned char low, unsigned char high) {
    return low <= byte && byte <= high;
}

// The sequence at the start of `text`, after Unicode's table of well-formed UTF-8 (table 3-7).
Sequence first_sequence(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) {
        return {1, lead != 0};
    }
    if (!between(lead, 0xC2, 0xF4)) {
        return {1, false};
    }
    const std::size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    for (std::size_t i = 1; i < size; ++i) {
        if (i >= text.size() || !between(byte(i), i == 1 ? low : 0x80, i == 1 ? high : 0xBF)) {
            return {i, false};
        }
    }
    return {size, true};
}

}  // namespace

std::string valid_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const Sequence sequence = first_sequence(text);
        out += sequence.valid ? text.substr(0, sequence.size) : kReplacement;
        text.remove_prefix(sequence.size);
    }
    return out;
}

std::string_view utf8_prefix(std::string_view text, std::size_t size) {
    if (text.size() <= size) {
        return text;
    }
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
        --size;
    }
    return text.substr(0, size);
}

}  // namespace ballast::agent
