#include "agent/config/properties.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/support.hpp"

namespace ballast::agent {
namespace {

using Properties = std::map<std::string, std::string>;

TEST(Properties, EscapesWhatWouldEndALineOrSetAnotherKey) {
    EXPECT_EQ(escape_value("a\nbroker.id=7"), "a\\nbroker.id=7");
    EXPECT_EQ(escape_value("a\r\nb"), "a\\r\\nb");
    EXPECT_EQ(escape_value("C:\\x\\"), "C:\\\\x\\\\");
    EXPECT_EQ(escape_value("\\u0041"), "\\\\u0041");
    EXPECT_EQ(escape_key("a=b:c #!"), "a\\=b\\:c\\ \\#\\!");
}

TEST(Properties, KeepsBlanksAtBothEnds) {
    EXPECT_EQ(escape_value("  x  "), "\\  x  ");
    EXPECT_EQ(parse_properties(property_line("k", "  x  ")).at("k"), "  x  ");
    EXPECT_EQ(parse_properties(property_line("k", "\t\f x")).at("k"), "\t\f x");
}

TEST(Properties, WritesAsciiOnly) {
    EXPECT_EQ(escape_value("ü"), "\\u00FC");
    EXPECT_EQ(escape_value("€"), "\\u20AC");
    EXPECT_EQ(escape_value("😀"), "\\uD83D\\uDE00");
    EXPECT_EQ(escape_value(std::string("\x00\x1b\x7f", 3)), "\\u0000\\u001B\\u007F");
}

TEST(Properties, BytesThatAreNoUtf8BecomeTheReplacementCharacter) {
    for (const char* bytes : {"\xff", "\xc0\x8a", "\xe0\x80\x8a", "\xed\xa0\x80",
                              "\xf5\x80\x80\x80", "\xc3", "\xf0\x9f\x98"}) {
        const auto text = escape_value(bytes);
        EXPECT_TRUE(text.starts_with("\\uFFFD")) << text;
        EXPECT_EQ(text.find("\\n"), std::string::npos) << text;
    }
}

TEST(Properties, LeavesPlaceholdersOfConfigProvidersAlone) {
    EXPECT_EQ(escape_value("${file:/etc/x:pass}"), "${file:/etc/x:pass}");
}

struct Case {
    const char* text;
    Properties meaning;
};

// The rules of java.util.Properties.load, also those that properties_java_test.cpp asks Java for.
TEST(Properties, ReadsAsJavaDoes) {
    const Case cases[] = {
        {"", {}},
        {"\n\r\n  \t\f\n", {}},
        {"# a=b\n!c=d\n  # e=f", {}},
        {"a=b", {{"a", "b"}}},
        {"a:b\rc d\r\ne\tf", {{"a", "b"}, {"c", "d"}, {"e", "f"}}},
        {"a = b ", {{"a", "b "}}},
        {"a", {{"a", ""}}},
        {"=b", {{"", "b"}}},
        {"a==b", {{"a", "=b"}}},
        {"a : = b", {{"a", "= b"}}},
        {"a b = c", {{"a", "b = c"}}},
        {"a\\ b=c", {{"a b", "c"}}},
        {"a\\\\=c", {{"a\\", "c"}}},
        {"a\\\\\\=c", {{"a\\=c", ""}}},
        {"a=b\\\n   c", {{"a", "bc"}}},
        {"a=b\\\r\n\tc\\\nd", {{"a", "bcd"}}},
        {"a=b\\\n#c", {{"a", "b#c"}}},
        {"a=b\\\n\nc=d", {{"a", "b"}, {"c", "d"}}},
        {"\\\n# a=b\nc=d", {{"c", "d"}}},
        {"\\\n\na=b", {{"a", "b"}}},
        {"\\\n", {{"", ""}}},
        {"\\\n\n", {}},
        {"a=b\\", {{"a", "b"}}},
        {"# c\\\na=b", {{"a", "b"}}},
        {"a=\\n\\t\\r\\f\\q\\\"", {{"a", "\n\t\r\fq\""}}},
        {"a=\\u0041\\u00fc\\u20AC", {{"a", "Aü€"}}},
        {"a=\\uD83D\\uDE00", {{"a", "😀"}}},
        {"a=1\na=2", {{"a", "2"}}},
    };
    for (const auto& [text, meaning] : cases) {
        EXPECT_EQ(parse_properties(text), meaning) << text;
    }
}

TEST(Properties, AFileHasItsHeadAndItsKeysInOrder) {
    EXPECT_EQ(rendered_properties("0123456789ab", {{"b", "2"}, {"a", "1"}}),
              "# Rendered by ballast-agent from revision 0123456789ab of the cluster's document; "
              "edits are overwritten.\na=1\nb=2\n");
}

}  // namespace
}  // namespace ballast::agent
