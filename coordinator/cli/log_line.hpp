// One entry of a node's log or events as the agent's API gives it, and its form on standard output.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "common/result.hpp"
#include "coordinator/cli/terminal.hpp"

namespace ballast::cli {

struct LogLine {
    std::string ts;  // RFC 3339 in UTC with milliseconds: compares as text
    std::string level;
    std::string logger;
    std::string message;
    std::string stack;  // may be empty
    // Of an event; empty in a log.
    std::string kind;  // transition, action, refusal, command, warning, agent
    std::string state;
    std::string code;
    std::string by;
};

// One line of `application/x-ndjson`. Errors: invalid.
Result<LogLine> parse_log_line(std::string_view json);

// How a node's lines are marked where several are printed.
struct LogPrefix {
    std::string node;
    std::size_t width = 0;  // columns of the longest node name; 0: no prefix
    Colour colour = Colour::plain;
};

// "kafka-0     | 2026-01-31T09:00:00.123Z WARN  kafka.server.KafkaServer - message" and the stack's
// lines, each with the prefix and a line feed; control characters are made printable.
std::string log_text(const LogLine& line, const LogPrefix& prefix, const Terminal& terminal);

// One JSON object and a line feed: ts, node, level, logger, message, and stack where there is one.
std::string log_json(const LogLine& line, std::string_view node);

// Remembers how far a node's log was printed, so that a reader that comes back after a broken
// connection asks from there and prints nothing twice.
class LogCursor {
  public:
    // True when the entry is new and to be printed.
    bool accept(const LogLine& line);
    // The connection is new: what it sends from since() on was partly printed already.
    void reconnected();
    // Where to ask from; empty before the first entry.
    const std::string& since() const { return last_; }

  private:
    std::string last_;         // time of the newest entry
    std::size_t at_last_ = 0;  // entries printed with that time
    // The newest time at the last reconnection, and how many of its entries are still to come
    // again: a JVM's threads write entries of neighbouring milliseconds out of order.
    std::string resumed_at_;
    std::size_t to_skip_ = 0;
};

}  // namespace ballast::cli
