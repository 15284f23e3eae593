// Sizes and durations as users write and read them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace ballast {

// "512Mi", "1Gi", "64k", "1048576": binary suffixes Ki Mi Gi Ti, Java's k m g t, decimal K M G T.
// Errors: invalid.
Result<std::int64_t> parse_size(std::string_view text);
// The largest binary unit that divides it: 536870912 gives "512Mi", 1000 gives "1000".
std::string format_size(std::int64_t bytes);

// "250ms", "5s", "10m", "2h", "1d", and sums like "1h30m". Errors: invalid.
Result<std::chrono::milliseconds> parse_duration(std::string_view text);
// For people, at most two units: "3s", "4m10s", "2d3h".
std::string format_duration(std::chrono::milliseconds duration);

}  // namespace ballast
