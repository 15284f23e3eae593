// Small conversions that all answers share.
#pragma once

#include <json/forwards.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"

namespace ballast::coordinator {

Json::Value text_array(const std::vector<std::string>& values);

// Null where it is empty.
Json::Value text_or_null(const std::string& text);

Json::Value count_value(std::size_t count);

// In milliseconds, which is what a clock that is asked once a second can tell.
double seconds_between(SteadyTime from, SteadyTime to);
Json::Value seconds_since(const std::optional<SteadyTime>& from, SteadyTime now);

}  // namespace ballast::coordinator
