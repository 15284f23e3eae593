#include "agent/config/shell_words.hpp"

#include <fmt/format.h>

#include <utility>

namespace ballast::agent {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
// What a backslash escapes inside "..."; before anything else it is itself.
constexpr std::string_view kEscapable = "\"\\$`";

}  // namespace

Result<std::vector<std::string>> split_words(std::string_view text) {
    if (text.contains('\0')) {
        return fail(ErrorKind::invalid, "a NUL byte");
    }
    std::vector<std::string> words;
    std::string word;
    bool in_word = false;
    char quote = '\0';
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool more = i + 1 < text.size();
        if (c == '\\' && more &&
            (quote == '\0' || (quote == '"' && kEscapable.contains(text[i + 1])))) {
            word += text[++i];
            in_word = true;
        } else if (quote != '\0') {
            if (c == quote) {
                quote = '\0';
            } else {
                word += c;
            }
        } else if (c == '\'' || c == '"') {
            quote = c;
            in_word = true;
        } else if (kBlanks.contains(c)) {
            if (in_word) {
                words.push_back(std::exchange(word, {}));
            }
            in_word = false;
        } else {
            word += c;
            in_word = true;
        }
    }
    if (quote != '\0') {
        return fail(ErrorKind::invalid, fmt::format("the quote {} is never closed", quote));
    }
    if (in_word) {
        words.push_back(std::move(word));
    }
    return words;
}

}  // namespace ballast::agent
