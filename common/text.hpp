// Small text helpers without locale.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ballast {

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::string_view trim(std::string_view text);
// "a,,b" gives {"a", "", "b"}; the empty text gives {""}.
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);
// Decimal digits with an optional '-'; the whole text, no blanks; empty when out of range.
std::optional<std::int64_t> parse_integer(std::string_view text);
bool is_valid_utf8(std::string_view text);

// The candidate nearest to `word` by edit distance (a swap of neighbours is one edit), where it is
// near enough to be a slip of the pen: at most a third of the word's length, at least 1.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

}  // namespace ballast
