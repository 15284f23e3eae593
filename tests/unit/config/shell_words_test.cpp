#include "agent/config/shell_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ballast::agent {
namespace {

using ::testing::HasSubstr;
using Words = std::vector<std::string>;

TEST(ShellWords, SplitsAsAShellDoes) {
    const std::pair<const char*, Words> cases[] = {
        {"", {}},
        {" \t\n ", {}},
        {"-a -b", {"-a", "-b"}},
        {"  -a\n\t-b  ", {"-a", "-b"}},
        {"-Dx='a b'", {"-Dx=a b"}},
        {"-Dx=\"a b\"", {"-Dx=a b"}},
        {"-Dx=a\\ b", {"-Dx=a b"}},
        {"''", {""}},
        {"'a'\"b\"c", {"abc"}},
        {"'a\"b'", {"a\"b"}},
        {"\"a'b\"", {"a'b"}},
        {"\"a\\\"b\"", {"a\"b"}},
        {"\"C:\\temp\"", {"C:\\temp"}},
        {"'a\\'", {"a\\"}},
        {"a\\", {"a\\"}},
        {"$HOME `id` $(id) *", {"$HOME", "`id`", "$(id)", "*"}},
    };
    for (const auto& [text, words] : cases) {
        const auto split = split_words(text);
        ASSERT_TRUE(split) << text;
        EXPECT_EQ(*split, words) << text;
    }
}

TEST(ShellWords, AnOpenQuoteIsAnError) {
    for (const char* text : {"'a", "a\"b", "\"a\\\"", "'"}) {
        const auto split = split_words(text);
        ASSERT_FALSE(split) << text;
        EXPECT_THAT(split.error().message, HasSubstr("never closed"));
    }
}

TEST(ShellWords, ANulByteIsAnError) {
    EXPECT_FALSE(split_words(std::string_view("a\0b", 3)));
}

}  // namespace
}  // namespace ballast::agent
