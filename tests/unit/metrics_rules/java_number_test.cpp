#include "agent/metrics/exposition/java_number.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace ballast::test {
namespace {

using namespace agent::metrics;

template <class Number>
std::string text(Number value) {
    std::string out;
    append_java(out, value);
    return out;
}

// As JDK 19 and newer print them.
TEST(JavaNumber, DoublesAreWrittenAsJavaWritesThem) {
    const std::pair<double, const char*> cases[] = {
        {0, "0.0"},
        {-0.0, "-0.0"},
        {1, "1.0"},
        {-17, "-17.0"},
        {0.1, "0.1"},
        {1.0 / 3, "0.3333333333333333"},
        {100, "100.0"},
        {123456.789, "123456.789"},
        {0.001, "0.001"},
        {0.00099, "9.9E-4"},
        {9999999, "9999999.0"},
        {1e7, "1.0E7"},
        {12345678.9, "1.23456789E7"},
        {1.2e16, "1.2E16"},
        {1e23, "1.0E23"},
        {2e-3, "0.002"},
        {2e-5, "2.0E-5"},
        {4.9e-324, "4.9E-324"},
        {std::numeric_limits<double>::max(), "1.7976931348623157E308"},
        {std::numeric_limits<double>::min(), "2.2250738585072014E-308"},
        {9007199254740993.0, "9.007199254740992E15"},
        {std::nan(""), "NaN"},
        {std::numeric_limits<double>::infinity(), "Infinity"},
        {-std::numeric_limits<double>::infinity(), "-Infinity"},
    };
    for (const auto& [value, wanted] : cases) {
        EXPECT_EQ(text(value), wanted);
    }
}

TEST(JavaNumber, FloatsHaveTheirOwnShortestText) {
    const std::pair<float, const char*> cases[] = {{0.1F, "0.1"},
                                                   {1.0e10F, "1.0E10"},
                                                   {16777216.0F, "1.6777216E7"},
                                                   {1.4e-45F, "1.4E-45"},
                                                   {3.4028235e38F, "3.4028235E38"}};
    for (const auto& [value, wanted] : cases) {
        EXPECT_EQ(text(value), wanted);
    }
}

TEST(JavaNumber, ReadsWhatDoubleValueOfReads) {
    const std::pair<const char*, double> cases[] = {
        {"1", 1},
        {" 1.5\t", 1.5},
        {"1e3", 1000},
        {"+2.", 2},
        {".5", 0.5},
        {"-.5e-1", -0.05},
        {"1d", 1},
        {"1.0F", 1},
        {"0x1p3", 8},
        {"0x1.8P+1", 3},
        {"-0x.8p0", -0.5},
        {"0xfp0d", 15},
        {"1e400", HUGE_VAL},
        {"1e-400", 0},
        {"0x1p-9999", 0},
        {"Infinity", HUGE_VAL},
        {"-Infinity", -HUGE_VAL},
        {"012", 12},
        {"1E+3", 1000},
    };
    for (const auto& [input, wanted] : cases) {
        const auto value = parse_java_double(input);
        ASSERT_TRUE(value.has_value()) << input;
        EXPECT_EQ(*value, wanted) << input;
    }
    EXPECT_TRUE(std::isnan(parse_java_double("NaN").value_or(0)));
}

TEST(JavaNumber, RefusesWhatDoubleValueOfRefuses) {
    for (const auto* const input :
         {"",         " ",   "x",   "1x",    "0x10",  "0x1", "0xp1", "1e",
          "1e+",      "--1", "+-1", "1.2.3", ".",     "e5",  "nan",  "inf",
          "infinity", "1 2", "1dd", "0x1p",  "1_000", "d",   "-"}) {
        EXPECT_FALSE(parse_java_double(input).has_value()) << input;
    }
}

}  // namespace
}  // namespace ballast::test
