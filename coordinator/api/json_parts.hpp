// Small conversions that all answers share.
#pragma once

#include <json/json.h>

#include <chrono>
#include <cmath>
#include <optional>
#include <string>

#include "common/clock.hpp"
#include "coordinator/plan/finding.hpp"

namespace ballast::coordinator {

inline Json::Value text_array(const std::vector<std::string>& values) {
    Json::Value out(Json::arrayValue);
    for (const auto& value : values) {
        out.append(value);
    }
    return out;
}

// Null where it is empty.
inline Json::Value text_or_null(const std::string& text) {
    return text.empty() ? Json::Value() : Json::Value(text);
}

inline Json::Value count_value(std::size_t count) {
    return Json::Value(Json::UInt64{count});
}

// In milliseconds, which is what a clock that is asked once a second can tell.
inline double seconds_between(SteadyTime from, SteadyTime to) {
    return std::round(std::chrono::duration<double, std::milli>(to - from).count()) / 1000;
}

inline Json::Value seconds_since(const std::optional<SteadyTime>& from, SteadyTime now) {
    return from ? Json::Value(seconds_between(*from, now)) : Json::Value();
}

}  // namespace ballast::coordinator
