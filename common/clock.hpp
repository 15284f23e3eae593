// Time comes in through this interface, so that decisions run in simulation.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace ballast {

using SteadyTime = std::chrono::steady_clock::time_point;
using WallTime = std::chrono::system_clock::time_point;

class Clock {
  public:
    virtual ~Clock() = default;
    // For waits and deadlines; never jumps.
    virtual SteadyTime steady() const = 0;
    // For what people read; may jump.
    virtual WallTime wall() const = 0;
};

class SystemClock final : public Clock {
  public:
    SteadyTime steady() const override;
    WallTime wall() const override;
};

// "2026-01-31T09:00:00Z" (RFC 3339, UTC); with `millis` "2026-01-31T09:00:00.123Z".
std::string to_rfc3339(WallTime time, bool millis = false);
// Takes what to_rfc3339 makes, with an optional fraction of 1-9 digits, in the years 1678 to 2261.
// Errors: invalid.
Result<WallTime> parse_rfc3339(std::string_view text);

}  // namespace ballast
