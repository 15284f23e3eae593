#include "agent/recovery/log_text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <ranges>

#include "agent/logs/utf8.hpp"
#include "common/text.hpp"

namespace ballast::agent {
namespace {

constexpr std::size_t kLongestSentence = 300;
constexpr std::size_t kLongestComplaint = 200;

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

// "NoSuchFileException: /data/x": of a class of Java's own the name is half of what it says.
std::string_view with_simple_class(std::string_view line) {
    if (!line.starts_with("java.")) {
        return without_class(line);
    }
    const auto name = line.substr(0, line.find(':'));
    return line.substr(name.rfind('.') + 1);
}

std::string_view first_line(std::string_view lines) {
    return with_simple_class(trim(lines.substr(0, lines.find('\n'))));
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
    return std::string(utf8_prefix(sentence, kLongestSentence));
}

const LogEntry* last_complaint(const ExitFacts& facts) {
    // What both say last, whatever it was.
    constexpr std::array<std::string_view, 2> kFarewells{"Exiting JVM with code ",
                                                         "Halting Kafka."};
    const LogEntry* native = nullptr;
    for (const auto& entry : facts.recent | std::views::reverse) {
        if (entry.level < LogLevel::error ||
            std::ranges::any_of(
                kFarewells, [&](auto text) { return entry.message.starts_with(text); })) {
            continue;
        }
        if (!is_native(entry)) {
            return &entry;
        }
        native = native == nullptr ? &entry : native;
    }
    return native;
}

std::string complaint_of(const LogEntry& entry) {
    constexpr std::string_view kCause = "Caused by: ";
    auto lines = trim(entry.stack);
    if (lines.empty()) {
        lines = trim(entry.message);
    }
    std::string complaint(first_line(lines));
    if (const auto root = lines.rfind(kCause); root != std::string_view::npos) {
        complaint += ": ";
        complaint += first_line(lines.substr(root + kCause.size()));
    }
    return std::string(utf8_prefix(complaint, kLongestComplaint));
}

bool is_native(const LogEntry& entry) {
    return entry.logger == "stdout" || entry.logger == "stderr";
}

}  // namespace ballast::agent
