// What one line of a JVM's output is. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "agent/logs/log_entry.hpp"

namespace ballast::agent {

// A time of to_rfc3339 in the years 1970-2261, which 64 bits of nanoseconds hold; else empty.
std::optional<WallTime> parse_log_time(std::string_view text);

// The head that our log4j pattern writes (log_parser.hpp), or empty.
std::optional<LogEntry> parse_head(std::string_view line);

// A line of Throwable.printStackTrace: the class with its message, a frame, a cause.
bool is_stack_line(std::string_view line);

// What the JVM prints itself: launcher errors, warnings, hs_err headlines, thread dumps.
bool is_native_line(std::string_view line);
// One of the lines with '#' in front that tell of a crash.
bool is_crash_line(std::string_view line);
LogLevel native_level(std::string_view line);

}  // namespace ballast::agent
