#include "agent/recovery/log_text.hpp"

#include <algorithm>
#include <optional>
#include <ranges>

#include "common/text.hpp"

namespace ballast::agent {
namespace {

constexpr std::size_t kLongestSentence = 300;

std::string_view drop_prefix(std::string_view text, std::string_view prefix) {
    return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

// "java.io.IOException: CRC check failed" to "CRC check failed".
std::string_view without_class(std::string_view line) {
    const auto colon = line.find(": ");
    const auto name = line.substr(0, colon);
    const bool is_class = colon != std::string_view::npos && name.contains('.') &&
                          std::ranges::none_of(name, [](char c) { return c == ' ' || c == '/'; });
    return is_class ? line.substr(colon + 2) : line;
}

std::optional<std::string_view> line_with(std::string_view lines, std::string_view text) {
    for (const auto line : split(lines, '\n')) {
        if (line.contains(text)) {
            return trim(line);
        }
    }
    return std::nullopt;
}

}  // namespace

bool says(const LogEntry& entry, std::string_view text) {
    return entry.message.contains(text) || entry.stack.contains(text);
}

const LogEntry* find_entry(const ExitFacts& facts, std::string_view text) {
    for (const auto& entry : facts.recent | std::views::reverse) {
        if (says(entry, text)) {
            return &entry;
        }
    }
    return nullptr;
}

std::string sentence_with(const LogEntry& entry, std::string_view text) {
    auto line = line_with(entry.message, text);
    if (!line) {
        line = line_with(entry.stack, text);
    }
    const auto sentence = without_class(drop_prefix(line.value_or(""), "Caused by: "));
    return std::string(sentence.substr(0, kLongestSentence));
}

bool is_native(const LogEntry& entry) {
    return entry.logger == "stdout" || entry.logger == "stderr";
}

}  // namespace ballast::agent
