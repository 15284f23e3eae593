// One entry of a JVM's log, and its forms on disk and on the wire.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/clock.hpp"
#include "common/result.hpp"

namespace ballast::agent {

// In rising order; log4j's names.
enum class LogLevel : std::uint8_t { trace, debug, info, warn, error, fatal };

// Of an entry's fields; more and longer ones are cut when it is written and refused when read.
constexpr std::size_t kMaxFields = 16;
constexpr std::size_t kMaxFieldBytes = 1024;  // of a key or a value

struct LogEntry {
    WallTime time;
    LogLevel level = LogLevel::info;
    std::string logger;   // a class of the JVM, or "stdout" / "stderr" for what log4j did not write
    std::string message;  // may have several lines; no line feed at the end
    std::string stack;    // the stack trace's lines, or empty; no line feed at the end
    std::map<std::string, std::string> fields;  // of Ballast's own events; none of a JVM's entries

    bool operator==(const LogEntry&) const = default;
};

std::string_view to_string(LogLevel level);  // upper case: "WARN"
// Upper or lower case. Errors: invalid, with the levels there are.
Result<LogLevel> parse_log_level(std::string_view text);

// {"fields","level","logger","message","node","stack","ts"} and a line feed; `fields`, `stack` and
// `node` only where not empty.
std::string to_json_line(const LogEntry& entry, std::string_view node = {});
// The reverse of to_json_line; empty for any other line, so that a reader can tell the formats
// apart.
std::optional<LogEntry> parse_json_line(std::string_view line);

// As log4j writes it with our pattern (see log_parser.hpp), times in UTC, and a line feed. Fields
// follow the message as " key=value", for people: read back they are a part of the message.
std::string to_text(const LogEntry& entry);

}  // namespace ballast::agent
