// For all values: what is written is read back.
// gtest must come before rapidcheck's adapter.
// clang-format off
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
// clang-format on

#include "common/clock.hpp"
#include "common/text.hpp"
#include "common/units.hpp"

namespace ballast {
namespace {

RC_GTEST_PROP(RoundTrips, Sizes, ()) {
    const auto bytes =
        *rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << 60U) >> *rc::gen::inRange(0, 60);
    RC_ASSERT(parse_size(format_size(bytes)).value_or(-1) == bytes);
}

RC_GTEST_PROP(RoundTrips, Times, ()) {
    const std::chrono::milliseconds since{
        *rc::gen::inRange<std::int64_t>(-62'135'596'800'000 / 8, 253'402'300'799'999 / 30)};
    const WallTime time{since};
    RC_ASSERT(parse_rfc3339(to_rfc3339(time, true)).value_or(WallTime::max()) == time);
}

RC_GTEST_PROP(RoundTrips, SplitAndJoin, (const std::string& text)) {
    std::vector<std::string> parts;
    for (const auto part : split(text, ',')) {
        parts.emplace_back(part);
    }
    RC_ASSERT(join(parts, ",") == text);
}

RC_GTEST_PROP(RoundTrips, Integers, (std::int64_t value)) {
    RC_ASSERT(parse_integer(std::to_string(value)).value_or(0) == value);
}

}  // namespace
}  // namespace ballast
