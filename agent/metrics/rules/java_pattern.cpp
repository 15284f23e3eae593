#include "agent/metrics/rules/java_pattern.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <optional>

#include "common/text.hpp"

namespace ballast::agent::metrics {
namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_ascii(char c) {
    return static_cast<unsigned char>(c) < 0x80;
}

constexpr std::string_view kSpecial = "\\^$.|?*+()[]{}";

// Escapes that mean the same in both, in a class and outside.
constexpr std::string_view kSharedEscapes = "tnrfaedDhHsSvVwW";
// Those that stand only outside of a class.
constexpr std::string_view kOutsideEscapes = "bBAGZzRX";

std::string utf8(std::uint32_t code) {
    const auto byte = [](std::uint32_t bits) { return static_cast<char>(bits); };
    if (code < 0x80) {
        return {byte(code)};
    }
    if (code < 0x800) {
        return {byte(0xC0U | (code >> 6U)), byte(0x80U | (code & 0x3FU))};
    }
    if (code < 0x10000) {
        return {byte(0xE0U | (code >> 12U)), byte(0x80U | ((code >> 6U) & 0x3FU)),
                byte(0x80U | (code & 0x3FU))};
    }
    return {byte(0xF0U | (code >> 18U)), byte(0x80U | ((code >> 12U) & 0x3FU)),
            byte(0x80U | ((code >> 6U) & 0x3FU)), byte(0x80U | (code & 0x3FU))};
}

class Translator {
  public:
    explicit Translator(std::string_view java) : in_(java) {}

    Result<JavaPattern> run() {
        while (at_ < in_.size()) {
            const char c = in_[at_];
            if (c == '\\') {
                TRY_VOID(escape(false));
            } else if (c == '[') {
                TRY_VOID(character_class());
            } else if (c == '(') {
                TRY_VOID(group());
            } else {
                TRY_VOID(literal(next_character(), false));
            }
        }
        return std::move(out_);
    }

  private:
    std::string_view in_;
    std::size_t at_ = 0;
    JavaPattern out_;

    std::unexpected<Error> refuse(std::string_view what, std::string_view instead) const {
        return fail(ErrorKind::invalid, fmt::format("at {}: {}; {}", at_ + 1, what, instead));
    }

    // One character of the text with all its bytes.
    std::string_view next_character() {
        auto end = at_ + 1;
        while (end < in_.size() && (static_cast<unsigned char>(in_[end]) & 0xC0U) == 0x80) {
            ++end;
        }
        const auto character = in_.substr(at_, end - at_);
        at_ = end;
        return character;
    }

    // A character that is not escaped: special ones keep their meaning.
    Result<void> literal(std::string_view character, bool in_class) {
        if (character.size() == 1 && is_ascii(character.front())) {
            out_.boost += character;
            return {};
        }
        if (in_class) {
            return refuse("characters beyond ASCII are not taken in [...]", "write (?:x|y)");
        }
        out_.boost += fmt::format("(?:{})", character);
        return {};
    }

    // A character that stands for itself.
    Result<void> quoted(std::string_view character, bool in_class) {
        const char c = character.front();
        if (character.size() > 1 || !is_ascii(c)) {
            return literal(character, in_class);
        }
        if (in_class ? std::string_view("\\]^-[").contains(c) : kSpecial.contains(c)) {
            out_.boost += '\\';
        }
        if (c == '\0') {
            out_.boost += "\\x00";
        } else {
            out_.boost += c;
        }
        return {};
    }

    // `digits` in a base from `at_` on; moves behind them.
    std::optional<std::uint32_t> number(std::size_t least, std::size_t most, int base) {
        std::uint32_t value = 0;
        const auto* const begin = in_.data() + at_;
        const auto* const limit = begin + std::min(most, in_.size() - at_);
        const auto [end, error] = std::from_chars(begin, limit, value, base);
        const auto length = static_cast<std::size_t>(end - begin);
        if (error != std::errc() || length < least) {
            return std::nullopt;
        }
        at_ += length;
        return value;
    }

    Result<void> code_point(std::optional<std::uint32_t> code, bool in_class) {
        if (!code || *code > 0x10FFFF || (*code >= 0xD800 && *code < 0xE000)) {
            return refuse("not a character's number", "write \\x41, \\x{1F600}, \\u00E9 or \\0101");
        }
        return quoted(utf8(*code), in_class);
    }

    Result<void> numbered_character(char kind, bool in_class) {
        if (kind == 'u') {
            return code_point(number(4, 4, 16), in_class);
        }
        if (kind == '0') {
            return code_point(number(1, 3, 8), in_class);
        }
        if (at_ >= in_.size() || in_[at_] != '{') {
            return code_point(number(2, 2, 16), in_class);
        }
        ++at_;
        const auto code = number(1, 8, 16);
        if (at_ >= in_.size() || in_[at_] != '}') {
            return code_point(std::nullopt, in_class);
        }
        ++at_;
        return code_point(code, in_class);
    }

    // "\p{Alpha}" and "\pL"; `at_` stands behind the letter.
    Result<void> property(char kind) {
        static constexpr std::string_view kKnown =
            " Lower Upper Alpha Digit Alnum Punct Graph Print Blank Cntrl XDigit Space ";
        const auto end = in_.find('}', at_);
        const auto name = at_ < in_.size() && in_[at_] == '{' && end != std::string_view::npos
                              ? in_.substr(at_ + 1, end - at_ - 1)
                              : std::string_view();
        if (name.empty() || !kKnown.contains(fmt::format(" {} ", name))) {
            return refuse("this \\p is not taken",
                          "known are, in braces: Lower Upper Alpha Digit Alnum Punct Graph Print "
                          "Blank Cntrl XDigit Space");
        }
        out_.boost += fmt::format("\\{}{{{}}}", kind, to_lower(name));
        at_ = end + 1;
        return {};
    }

    Result<void> back_reference_by_name() {
        const auto end = in_.find('>', at_);
        if (at_ >= in_.size() || in_[at_] != '<' || end == std::string_view::npos) {
            return refuse("\\k wants a group's name", "write \\k<name>");
        }
        out_.boost += fmt::format("\\k{}", in_.substr(at_, end + 1 - at_));
        at_ = end + 1;
        return {};
    }

    Result<void> escape(bool in_class) {
        if (++at_ >= in_.size()) {
            return refuse("ends with a lone backslash", "write \\\\ for a backslash");
        }
        const char c = in_[at_];
        if (!is_letter(c) && !is_digit(c)) {
            return quoted(next_character(), in_class);
        }
        ++at_;
        if (c == 'x' || c == 'u' || c == '0') {
            return numbered_character(c, in_class);
        }
        if (c == 'p' || c == 'P') {
            return property(c);
        }
        if (c == 'Q') {
            const auto end = std::min(in_.find("\\E", at_), in_.size());
            while (at_ < end) {
                TRY_VOID(quoted(next_character(), in_class));
            }
            at_ = std::min(end + 2, in_.size());
            return {};
        }
        if (c == 'k' && !in_class) {
            return back_reference_by_name();
        }
        if (kSharedEscapes.contains(c) || (!in_class && kOutsideEscapes.contains(c)) ||
            (!in_class && is_digit(c))) {
            out_.boost += '\\';
            out_.boost += c;
            return {};
        }
        return refuse(fmt::format("\\{} is not taken", c),
                      "leave the backslash out where the letter is meant");
    }

    Result<void> character_class() {
        out_.boost += '[';
        if (++at_ < in_.size() && in_[at_] == '^') {
            out_.boost += '^';
            ++at_;
        }
        for (bool first = true; at_ < in_.size(); first = false) {
            const char c = in_[at_];
            if (c == ']' && !first) {
                out_.boost += ']';
                ++at_;
                return {};
            }
            if (c == '[' || (c == '&' && in_.substr(at_, 2) == "&&")) {
                return refuse("a class within a class is not taken",
                              "write \\[ for a bracket, or (?:[a]|[b]) for a union");
            }
            if (c == '\\') {
                TRY_VOID(escape(true));
            } else {
                TRY_VOID(literal(next_character(), true));
            }
        }
        return refuse("a [ is never closed", "write ] behind the class, or \\[ for a bracket");
    }

    Result<void> group() {
        static constexpr std::string_view kForms[] = {"(?:", "(?=", "(?!", "(?>", "(?<=", "(?<!"};
        const auto rest = in_.substr(at_);
        if (!rest.starts_with("(?")) {
            if (rest.starts_with("(*")) {
                return refuse("a '*' repeats nothing", "write \\* for a star");
            }
            out_.groups.emplace_back();
            out_.boost += '(';
            ++at_;
            return {};
        }
        for (const auto form : kForms) {
            if (rest.starts_with(form)) {
                out_.boost += form;
                at_ += form.size();
                return {};
            }
        }
        return rest.starts_with("(?<") ? named_group(rest) : flags(rest);
    }

    Result<void> named_group(std::string_view rest) {
        const auto end = rest.find('>');
        const auto name = rest.substr(3, end == std::string_view::npos ? 0 : end - 3);
        for (const char c : name) {
            if (!is_letter(c) && !is_digit(c)) {
                return refuse("a group's name has letters and digits only", "write (?<name>...)");
            }
        }
        if (name.empty() || is_digit(name.front())) {
            return refuse("a group's name begins with a letter", "write (?<name>...)");
        }
        for (const auto& group : out_.groups) {
            if (group.name == name) {
                return refuse(fmt::format("two groups are named {}", name), "name one otherwise");
            }
        }
        out_.groups.push_back({std::string(name)});
        out_.boost += rest.substr(0, end + 1);
        at_ += end + 1;
        return {};
    }

    Result<void> flags(std::string_view rest) {
        const auto end = rest.find_first_not_of("imsx-", 2);
        if (end == std::string_view::npos || end == 2 || (rest[end] != ')' && rest[end] != ':')) {
            return refuse("this (? is not taken",
                          "known are (?: (?= (?! (?> (?<= (?<! (?<name> and the flags i m s x");
        }
        out_.boost += rest.substr(0, end + 1);
        at_ += end + 1;
        return {};
    }
};

}  // namespace

Result<JavaPattern> translate(std::string_view java) {
    if (java.size() > kMostPatternBytes) {
        return fail(ErrorKind::invalid, fmt::format("a pattern has at most {} bytes, this one {}",
                                                    kMostPatternBytes, java.size()));
    }
    return Translator(java).run();
}

}  // namespace ballast::agent::metrics
