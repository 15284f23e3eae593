#include "agent/metrics/rules/names.hpp"

#include <gtest/gtest.h>

namespace ballast::test {
namespace {

using namespace agent::metrics;

TEST(Names, SafeNames) {
    const std::pair<const char*, const char*> cases[] = {
        {"", ""},         {"a.b", "a_b"},     {"a..b__c", "a_b_c"}, {"1st", "_1st"},
        {"_1", "_1"},     {"a:b", "a:b"},     {"größe", "gr_e"},    {"-", "_"},
        {"__x__", "_x_"}, {"A-b c", "A_b_c"}, {"$1", "_1"},
    };
    for (const auto& [name, wanted] : cases) {
        EXPECT_EQ(to_safe_name(name), wanted) << name;
    }
}

TEST(Names, SnakeCase) {
    const std::pair<const char*, const char*> cases[] = {
        {"", ""},
        {"Value", "value"},
        {"OneMinuteRate", "one_minute_rate"},
        {"HTTPServer", "httpserver"},
        {"getURL", "get_url"},
        {"a_B", "a_b"},
        {"50thPercentile", "50th_percentile"},
        {"already_snake", "already_snake"},
        {"_Lead", "_lead"},
    };
    for (const auto& [name, wanted] : cases) {
        EXPECT_EQ(to_snake_case(name), wanted) << name;
    }
}

TEST(Names, ReservedSuffixes) {
    const std::pair<const char*, const char*> cases[] = {
        {"a_total", "a"},        {"a_total_total", "a"}, {"a_info_created", "a"},
        {"_total", "total"},     {"x_total_info", "x"},  {"a_count", "a_count"},
        {"a_bucket", "a"},       {"total", "total"},     {"a_Total", "a_Total"},
        {"_info_total", "info"},
    };
    for (const auto& [name, wanted] : cases) {
        EXPECT_EQ(without_reserved_suffixes(name), wanted) << name;
    }
}

}  // namespace
}  // namespace ballast::test
