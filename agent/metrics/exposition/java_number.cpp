#include "agent/metrics/exposition/java_number.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <limits>

#include "common/text.hpp"

namespace ballast::agent::metrics {
namespace {

// Digits without a point and the exponent of the first: 120 is {"12", 2}.
struct Decimal {
    std::string digits;
    int exponent = 0;
};

template <class Number>
Decimal shortest(Number value) {
    std::array<char, 64> buffer{};
    auto* const begin = buffer.data();
    auto* const limit = begin + buffer.size();
    auto end = std::to_chars(begin, limit, value, std::chars_format::scientific).ptr;
    // Java looks for at least two digits: the least double is 4.9E-324, not 5.0E-324.
    if (std::find(begin, end, 'e') - begin == 1) {
        end = std::to_chars(begin, limit, value, std::chars_format::scientific, 1).ptr;
    }
    auto* const e = std::find(begin, end, 'e');
    Decimal out;
    std::copy_if(begin, e, std::back_inserter(out.digits), is_digit);
    const auto* const sign = e + 1;  // from_chars takes no '+'
    std::from_chars(*sign == '+' ? sign + 1 : sign, end, out.exponent);
    while (out.digits.size() > 1 && out.digits.back() == '0') {
        out.digits.pop_back();
    }
    return out;
}

template <class Number>
void append_number(std::string& out, Number value) {
    if (std::isnan(value)) {
        out += "NaN";
        return;
    }
    if (std::signbit(value)) {
        out += '-';
        value = -value;
    }
    if (std::isinf(value)) {
        out += "Infinity";
        return;
    }
    if (value == 0) {
        out += "0.0";
        return;
    }
    const auto [digits, exponent] = shortest(value);
    if (exponent < -3 || exponent >= 7) {
        out += digits.front();
        out += '.';
        out += digits.size() > 1 ? std::string_view(digits).substr(1) : "0";
        out += 'E';
        out += std::to_string(exponent);
    } else if (exponent < 0) {
        out += "0.";
        out.append(static_cast<std::size_t>(-exponent - 1), '0');
        out += digits;
    } else {
        const auto whole = static_cast<std::size_t>(exponent) + 1;
        out += digits.substr(0, whole);
        out.append(whole > digits.size() ? whole - digits.size() : 0, '0');
        out += '.';
        out += digits.size() > whole ? digits.substr(whole) : "0";
    }
}

// A run of digits, at least one of them, with one '.' in it at most.
bool is_mantissa(std::string_view text, bool (*is_one)(char)) {
    return std::ranges::count(text, '.') <= 1 && std::ranges::any_of(text, is_one) &&
           std::ranges::all_of(text, [&](char c) { return c == '.' || is_one(c); });
}

bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_exponent(std::string_view text) {
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        text.remove_prefix(1);
    }
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

std::optional<double> convert(std::string text, std::chars_format format) {
    // from_chars takes no '+' in an exponent of a hexadecimal number in some versions.
    std::erase(text, '+');
    double value = 0;
    const auto* const end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value, format);
    if (result.ec == std::errc::result_out_of_range && result.ptr == end) {
        const auto at = text.find_first_of(format == std::chars_format::hex ? "pP" : "eE");
        const bool tiny = at != std::string::npos ? text[at + 1] == '-' : text.starts_with('0');
        return tiny ? 0.0 : std::numeric_limits<double>::infinity();
    }
    return result.ec == std::errc() && result.ptr == end ? std::optional(value) : std::nullopt;
}

std::optional<double> parse_unsigned(std::string_view text) {
    if (text == "NaN") {
        return std::numeric_limits<double>::quiet_NaN();
    }
    if (text == "Infinity") {
        return std::numeric_limits<double>::infinity();
    }
    const bool hex = text.starts_with("0x") || text.starts_with("0X");
    const auto exponent = text.find_first_of(hex ? "pP" : "eE");
    if (std::string_view("fFdD").contains(text.back()) &&
        (!hex || exponent != std::string_view::npos)) {
        text.remove_suffix(1);
    }
    if (hex) {
        text.remove_prefix(2);
        const auto p = text.find_first_of("pP");
        if (p == std::string_view::npos || !is_mantissa(text.substr(0, p), is_hex) ||
            !is_exponent(text.substr(p + 1))) {
            return std::nullopt;
        }
        return convert(std::string(text), std::chars_format::hex);
    }
    if (exponent != std::string_view::npos && !is_exponent(text.substr(exponent + 1))) {
        return std::nullopt;
    }
    if (!is_mantissa(text.substr(0, exponent), is_digit)) {
        return std::nullopt;
    }
    return convert(std::string(text), std::chars_format::general);
}

}  // namespace

void append_java(std::string& out, double value) {
    append_number(out, value);
}

void append_java(std::string& out, float value) {
    append_number(out, value);
}

std::optional<double> parse_java_double(std::string_view text) {
    // String.trim() takes off all that is not above a blank.
    const auto is_blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
    while (!text.empty() && is_blank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_blank(text.back())) {
        text.remove_suffix(1);
    }
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) {
        text.remove_prefix(1);
    }
    if (text.empty()) {
        return std::nullopt;
    }
    const auto value = parse_unsigned(text);
    return value && negative ? -*value : value;
}

}  // namespace ballast::agent::metrics
