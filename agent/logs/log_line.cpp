#include "agent/logs/log_line.hpp"

#include <array>
#include <chrono>
#include <string>

#include "common/text.hpp"

namespace ballast::agent {

namespace {

constexpr std::string_view kTimePattern = "dddd-dd-ddTdd:dd:dd.ddd";
constexpr std::size_t kOffsetSize = 5;  // "+0000"
constexpr std::size_t kMaxLogger = 512;

// 'd' stands for a digit, the rest for itself.
bool fits(std::string_view text, std::string_view pattern) {
    if (text.size() < pattern.size()) {
        return false;
    }
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == 'd' ? !is_digit(text[i]) : text[i] != pattern[i]) {
            return false;
        }
    }
    return true;
}

int digits(std::string_view text, std::size_t at, std::size_t count) {
    int value = 0;
    for (const char c : text.substr(at, count)) {
        value = value * 10 + (c - '0');
    }
    return value;
}

// The time that `line` starts with, in our pattern; the line fits it.
std::optional<WallTime> head_time(std::string_view line) {
    const auto offset = line.substr(kTimePattern.size(), kOffsetSize);
    const auto time = parse_log_time(std::string(line.substr(0, kTimePattern.size())) + "Z");
    if (!time || digits(offset, 1, 2) > 18 || digits(offset, 3, 2) > 59) {
        return std::nullopt;
    }
    const auto east = std::chrono::minutes(digits(offset, 1, 2) * 60 + digits(offset, 3, 2));
    return offset.front() == '-' ? *time + east : *time - east;
}

bool is_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

std::string_view skip_blanks(std::string_view text) {
    const auto at = text.find_first_not_of(" \t");
    return at == std::string_view::npos ? std::string_view{} : text.substr(at);
}

// "java.io.IOException: disk full", "kafka.common.InconsistentClusterIdException".
bool is_exception_class(std::string_view line) {
    std::size_t end = 0;
    std::size_t dots = 0;
    while (end < line.size() && (is_word(line[end]) || line[end] == '.')) {
        dots += line[end] == '.' ? 1U : 0U;
        ++end;
    }
    const auto name = line.substr(0, end);
    if (dots == 0 || !(end == line.size() || line[end] == ':')) {
        return false;
    }
    return name.ends_with("Exception") || name.ends_with("Error") || name.ends_with("Throwable");
}

// "... 12 more", "... 3 common frames omitted".
bool is_omission(std::string_view text) {
    return text.starts_with("... ") && text.size() > 4 && is_digit(text[4]);
}

// "at java.base/java.lang.Thread.run(Thread.java:840)".
bool is_frame(std::string_view text) {
    return text.starts_with("at ") && text.contains('(') && text.ends_with(')');
}

// [0.012s][warning][cds] ...: the JVM's unified logging.
bool is_unified_log(std::string_view line) {
    return line.size() > 4 && line[0] == '[' && is_digit(line[1]) && line.contains("s][");
}

}  // namespace

std::optional<WallTime> parse_log_time(std::string_view text) {
    constexpr int kFirstYear = 1970;
    constexpr int kLastYear = 2261;
    if (!fits(text, "dddd-") || digits(text, 0, 4) < kFirstYear || digits(text, 0, 4) > kLastYear) {
        return std::nullopt;
    }
    const auto time = parse_rfc3339(text);
    return time ? std::optional(*time) : std::nullopt;
}

std::optional<LogEntry> parse_head(std::string_view line) {
    const std::size_t after_time = kTimePattern.size() + kOffsetSize;
    if (!fits(line, kTimePattern) || line.size() <= after_time || line[after_time] != ' ' ||
        !(fits(line.substr(kTimePattern.size()), "+dddd") ||
          fits(line.substr(kTimePattern.size()), "-dddd"))) {
        return std::nullopt;
    }
    const auto rest = line.substr(after_time + 1);
    const auto level_end = rest.find(' ');
    if (level_end == std::string_view::npos) {
        return std::nullopt;
    }
    const auto level = parse_log_level(rest.substr(0, level_end));
    const auto time = head_time(line);
    const auto logger_on = skip_blanks(rest.substr(level_end));
    // With an empty message the line may have lost its last blank.
    const auto separator = logger_on.ends_with(" -") && !logger_on.contains(" - ")
                               ? logger_on.size() - 2
                               : logger_on.find(" - ");
    if (!level || !time || separator == std::string_view::npos || separator > kMaxLogger ||
        logger_on.substr(0, separator).contains(' ')) {
        return std::nullopt;
    }
    return LogEntry{.time = *time,
                    .level = *level,
                    .logger = std::string(logger_on.substr(0, separator)),
                    .message = separator + 3 > logger_on.size()
                                   ? std::string()
                                   : std::string(logger_on.substr(separator + 3)),
                    .stack = {}};
}

bool is_stack_line(std::string_view line) {
    const auto text = skip_blanks(line);
    const bool indented = text.size() < line.size();
    return (indented && (is_frame(text) || is_omission(text))) || text.starts_with("Caused by: ") ||
           text.starts_with("Suppressed: ") || text.starts_with("[CIRCULAR REFERENCE") ||
           (!indented && is_exception_class(line));
}

bool is_crash_line(std::string_view line) {
    return line == "#" || line.starts_with("# ");
}

bool is_native_line(std::string_view line) {
    static constexpr std::array<std::string_view, 15> kStarts{
        "Error: ",
        "Error occurred during initialization of",
        "Exception in ",
        "Exception: ",
        "Unrecognized ",
        "Could not ",
        "Invalid ",
        "Picked up ",
        "Terminating due to ",
        "Aborting due to ",
        "Dumping heap to ",
        "Full thread dump ",
        "WARNING: ",
        "log4j:",
        "SLF4J: ",
    };
    for (const auto start : kStarts) {
        if (line.starts_with(start)) {
            return true;
        }
    }
    return is_crash_line(line) || is_unified_log(line) || line.contains(" VM warning: ") ||
           fits(line, "dddd-dd-dd dd:dd:dd") || line.starts_with("java.lang.OutOfMemoryError");
}

LogLevel native_level(std::string_view line) {
    const std::string lower = to_lower(line);
    if (is_crash_line(line) || lower.contains("terminating due to") ||
        lower.contains("aborting due to")) {
        return LogLevel::fatal;
    }
    if (line.starts_with("Error") || line.contains("Exception") || lower.contains("error:") ||
        lower.contains("outofmemoryerror") || lower.contains("[error]") ||
        lower.contains("could not ") || lower.starts_with("unrecognized ") ||
        lower.starts_with("invalid ")) {
        return LogLevel::error;
    }
    return lower.contains("warn") ? LogLevel::warn : LogLevel::info;
}

}  // namespace ballast::agent
