#include "common/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ballast {
namespace {

using ::testing::ElementsAre;

TEST(Text, TrimsBlanksAtBothEnds) {
    EXPECT_EQ(trim(" \t\r\n\f\va b \n"), "a b");
    EXPECT_EQ(trim(" \n"), "");
    EXPECT_EQ(trim(""), "");
}

TEST(Text, SplitsIntoAllParts) {
    EXPECT_THAT(split("a,,b", ','), ElementsAre("a", "", "b"));
    EXPECT_THAT(split("", ','), ElementsAre(""));
    EXPECT_THAT(split(",", ','), ElementsAre("", ""));
}

TEST(Text, Joins) {
    const std::vector<std::string> parts{"a", "", "b"};
    EXPECT_EQ(join(parts, ", "), "a, , b");
    EXPECT_EQ(join({}, ","), "");
}

TEST(Text, CasesAreAsciiOnly) {
    EXPECT_EQ(to_lower("AZ[@Ä"), "az[@Ä");
    EXPECT_EQ(to_upper("az{`ä"), "AZ{`ä");
}

TEST(Text, IntegersAreWholeAndInRange) {
    EXPECT_EQ(parse_integer("0"), 0);
    EXPECT_EQ(parse_integer("-17"), -17);
    EXPECT_EQ(parse_integer("9223372036854775807"), INT64_MAX);
    EXPECT_EQ(parse_integer("-9223372036854775808"), INT64_MIN);
    for (const char* text : {"", "-", "+1", " 1", "1 ", "1x", "0x1", "1.0", "9223372036854775808",
                             "-9223372036854775809", "--1"}) {
        EXPECT_EQ(parse_integer(text), std::nullopt) << text;
    }
}

TEST(Text, Utf8IsTheShortestFormWithoutSurrogates) {
    for (const char* text : {"", "a", "\x7f", "\u00a0", "ü", "\u07ff", "\u0800", "€", "\ud7ff",
                             "\ue000", "\uffff", "😀", "\U0010ffff", "aü€😀a"}) {
        EXPECT_TRUE(is_valid_utf8(text)) << text;
    }
    for (const char* text :
         {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc3", "\xc3(", "\xe0\x80\x80", "\xe0\x9f\xbf",
          "\xe2\x82", "\xe2(\xa1", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x80\x80\x80",
          "\xf0\x8f\xbf\xbf", "\xf0\x9f\x98", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff",
          "a\x80"}) {
        EXPECT_FALSE(is_valid_utf8(text)) << text;
    }
    EXPECT_TRUE(is_valid_utf8(std::string_view("a\0b", 3)));
}

TEST(Text, TheNearestWordIsASlipOfThePenAway) {
    const std::vector<std::string> words{"replicas", "racks", "version", "jvm"};
    EXPECT_EQ(nearest("replica", words), "replicas");
    EXPECT_EQ(nearest("erplicas", words), "replicas");
    EXPECT_EQ(nearest("raks", words), "racks");
    EXPECT_EQ(nearest("jvn", words), "jvm");
    EXPECT_EQ(nearest("colour", words), std::nullopt);
    EXPECT_EQ(nearest("", words), std::nullopt);
    EXPECT_EQ(nearest("x", {}), std::nullopt);
}

}  // namespace
}  // namespace ballast
