// Bytes of a JVM's stdout or stderr to log entries. Sans-I/O: no clock but `now`, no file.
//
// A head is what log4j's PatternLayout "%d{yyyy-MM-dd'T'HH:mm:ss.SSSZ} %-5p %c - %m%n" writes:
//   2026-01-31T09:00:00.123+0000 INFO  kafka.server.KafkaServer - started
// Lines without a head belong to the entry before them: the first line of a stack trace and all
// after it to `stack`, others to `message`. What the JVM itself prints (errors of its start,
// warnings, hs_err headlines) and what follows no entry becomes entries of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/logs/log_entry.hpp"

namespace ballast::agent {

constexpr std::size_t kMaxLogLine = std::size_t{64} << 10U;    // bytes, without the line feed
constexpr std::size_t kMaxLogEntry = std::size_t{256} << 10U;  // bytes of message and stack
constexpr std::string_view kCutMark = " [cut by ballast]";     // ends what a limit cut off

// Lines to entries: one entry is open at a time and ends with the next head.
class EntryFolder {
  public:
    // From a JVM each line may also be the JVM's own; in a file that LogStore wrote every line
    // without a head belongs to the entry before it.
    enum class Source : std::uint8_t { jvm, file };

    // `stream` names entries that are not log4j's: "stdout" or "stderr".
    EntryFolder(std::string stream, Source source);

    // Takes one line without its line feed; returns the entry that this line ended, if any. `now`
    // is the time of an entry whose line has none.
    std::optional<LogEntry> line(std::string_view text, WallTime now);
    // Ends the open entry.
    std::optional<LogEntry> take();
    bool open() const { return open_.has_value(); }

  private:
    std::string stream_;
    Source source_;
    std::optional<LogEntry> open_;
    bool native_ = false;  // the open entry is not log4j's
    bool in_stack_ = false;
    bool cut_ = false;

    std::optional<LogEntry> start(LogEntry entry, bool native);
    void add(std::string_view line);
};

// Chunks to entries. Owned by the reader of one stream; one thread.
class LogParser {
  public:
    explicit LogParser(std::string stream);

    // Any chunk, in order; returns the entries that are complete. Invalid UTF-8 becomes U+FFFD.
    std::vector<LogEntry> feed(std::string_view bytes, WallTime now);
    // The stream has been silent for a while (the owner calls it after 200 ms): the open entry is
    // complete, unless half a line waits.
    std::optional<LogEntry> flush();
    // The stream has ended: half a line counts as a line.
    std::vector<LogEntry> finish(WallTime now);
    // True while flush() or finish() could return something.
    bool pending() const { return folder_.open() || !line_.empty(); }

  private:
    EntryFolder folder_;
    std::string line_;
    bool line_cut_ = false;

    void add_to_line(std::string_view part);
    void end_line(WallTime now, std::vector<LogEntry>& out);
};

}  // namespace ballast::agent
