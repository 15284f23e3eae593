#include "agent/facts/command_line.hpp"

#include <algorithm>
#include <array>

#include "agent/logs/utf8.hpp"
#include "common/text.hpp"

namespace ballast::agent {
namespace {

constexpr std::size_t kMost = 200;
constexpr std::string_view kHidden = "***";
constexpr std::string_view kCut = " ... ";

// Hides too much rather than too little.
constexpr std::array<std::string_view, 9> kSecretTerms{"pass", "pwd",  "secret", "token", "cred",
                                                       "key",  "auth", "jaas",   "cookie"};

// Where the first of the terms begins; npos: none.
std::size_t find_term(const std::string& word) {
    const auto lower = to_lower(word);
    std::size_t first = std::string::npos;
    for (const auto term : kSecretTerms) {
        first = std::min(first, lower.find(term));
    }
    return first;
}

void hide_user_of_url(std::string& word) {
    const auto scheme = word.find("://");
    if (scheme == std::string::npos) {
        return;
    }
    const auto begin = scheme + 3;
    const auto at = word.rfind('@', word.find('/', begin));
    if (at != std::string::npos && at > begin) {
        word.replace(begin, at - begin, kHidden);
    }
}

// True where the word is an option whose value is the next word.
bool hide_secret(std::string& word) {
    hide_user_of_url(word);
    const auto term = find_term(word);
    if (term == std::string::npos) {
        return false;
    }
    const auto value = word.find_first_of("=: ", term);
    if (value == std::string::npos) {
        return word.starts_with('-');
    }
    word.replace(value + 1, std::string::npos, kHidden);
    return false;
}

// A line break or an escape sequence would reach terminals.
std::string printable(std::string_view text) {
    auto out = valid_utf8(text);
    std::ranges::replace_if(out, [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }, '?');
    return out;
}

// The end of the text, cut between characters.
std::string_view utf8_suffix(std::string_view text, std::size_t size) {
    text.remove_prefix(text.size() - std::min(size, text.size()));
    while (!text.empty() && (static_cast<unsigned char>(text.front()) & 0xC0U) == 0x80U) {
        text.remove_prefix(1);
    }
    return text;
}

}  // namespace

std::vector<std::string> command_words(std::string_view cmdline) {
    if (cmdline.ends_with('\0')) {
        cmdline.remove_suffix(1);
    }
    if (cmdline.empty()) {
        return {};
    }
    const auto words = split(cmdline, '\0');
    return {words.begin(), words.end()};
}

std::string shown_command_line(std::vector<std::string> words) {
    bool hide_next = false;
    for (auto& word : words) {
        if (hide_next) {
            word = kHidden;
            hide_next = false;
        } else {
            hide_next = hide_secret(word);
        }
    }
    auto line = printable(join(words, " "));
    if (line.size() <= kMost) {
        return line;
    }
    constexpr std::size_t kBegin = 60;
    std::string out(utf8_prefix(line, kBegin));
    out += kCut;
    out += utf8_suffix(line, kMost - kBegin - kCut.size());
    return out;
}

bool runs_configuration(const std::vector<std::string>& words,
                        const std::filesystem::path& config_folder) {
    if (words.empty() || std::filesystem::path(words.front()).filename() != "java") {
        return false;
    }
    const auto begin = (config_folder / "").string();
    return std::ranges::any_of(words, [&](const auto& word) { return word.starts_with(begin); });
}

}  // namespace ballast::agent
