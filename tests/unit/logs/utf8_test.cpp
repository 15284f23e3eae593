#include "agent/logs/utf8.hpp"

#include <gtest/gtest.h>

#include "common/text.hpp"

namespace ballast::agent {
namespace {

struct Utf8Case {
    std::string name;
    std::string in;
    std::string out;
};

class ValidUtf8 : public ::testing::TestWithParam<Utf8Case> {};

TEST_P(ValidUtf8, ReplacesWhatIsInvalid) {
    EXPECT_EQ(valid_utf8(GetParam().in), GetParam().out);
    EXPECT_TRUE(is_valid_utf8(valid_utf8(GetParam().in)));
}

const std::string kBad = "\xEF\xBF\xBD";
INSTANTIATE_TEST_SUITE_P(
    Cases, ValidUtf8,
    ::testing::Values(Utf8Case{"ascii", "plain", "plain"}, Utf8Case{"two", "\xC3\xBC", "\xC3\xBC"},
                      Utf8Case{"four", "\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
                      Utf8Case{"latin1", "f\xFCr", "f" + kBad + "r"},
                      Utf8Case{"truncated", "a\xE2\x82", "a" + kBad},
                      Utf8Case{"overlong", "\xC0\x80", kBad + kBad},
                      Utf8Case{"surrogate", "\xED\xA0\x80", kBad + kBad + kBad},
                      Utf8Case{"too_high", "\xF4\x90\x80\x80", kBad + kBad + kBad + kBad},
                      Utf8Case{"nul", std::string("a\0b", 3), "a" + kBad + "b"}),
    [](const auto& param) { return param.param.name; });

TEST(Utf8Prefix, CutsBetweenCharacters) {
    EXPECT_EQ(utf8_prefix("a\xE2\x82\xAC", 3), "a");
    EXPECT_EQ(utf8_prefix("a\xE2\x82\xAC", 4), "a\xE2\x82\xAC");
    EXPECT_EQ(utf8_prefix("\xE2\x82\xAC", 1), "");
    EXPECT_EQ(utf8_prefix("abc", 0), "");
}

}  // namespace
}  // namespace ballast::agent
