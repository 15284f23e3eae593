// Which entries a reader wants.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "agent/logs/log_entry.hpp"

namespace ballast::agent {

constexpr std::size_t kMaxGrepLength = 1024;     // bytes of the expression
constexpr std::size_t kMaxGrepSubject = 65'536;  // bytes of an entry that it is tried on
constexpr std::size_t kMaxTail = 100'000;        // entries

struct LogFilter {
    std::optional<WallTime> since;
    std::optional<LogLevel> level;  // this one and above
    std::string grep;  // Perl syntax, found anywhere in logger, message, stack or a field's value
    std::optional<std::size_t> tail;  // the last N that match; 0: none (only what follows)
};

// A checked filter; cheap to copy, usable from one thread at a time.
class LogMatcher {
  public:
    // Errors: invalid (a bad or too long expression, tail above kMaxTail).
    static Result<LogMatcher> make(const LogFilter& filter);

    // True when since, level and grep let it through. An expression that becomes too costly on
    // an entry does not match it.
    bool matches(const LogEntry& entry) const;
    const LogFilter& filter() const { return filter_; }

  private:
    struct Expression;

    LogFilter filter_;
    std::shared_ptr<const Expression> expression_;
};

}  // namespace ballast::agent
