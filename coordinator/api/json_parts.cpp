#include "coordinator/api/json_parts.hpp"

#include <json/value.h>

#include <chrono>
#include <cmath>

namespace ballast::coordinator {

Json::Value text_array(const std::vector<std::string>& values) {
    Json::Value out(Json::arrayValue);
    for (const auto& value : values) {
        out.append(value);
    }
    return out;
}

Json::Value text_or_null(const std::string& text) {
    return text.empty() ? Json::Value() : Json::Value(text);
}

Json::Value count_value(std::size_t count) {
    return Json::Value(static_cast<Json::Int64>(count));
}

double seconds_between(SteadyTime from, SteadyTime to) {
    return std::round(std::chrono::duration<double, std::milli>(to - from).count()) / 1000;
}

Json::Value seconds_since(const std::optional<SteadyTime>& from, SteadyTime now) {
    return from ? Json::Value(seconds_between(*from, now)) : Json::Value();
}

}  // namespace ballast::coordinator
