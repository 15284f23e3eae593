#include "agent/metrics/rules/object_name_pattern.hpp"

#include <gtest/gtest.h>

namespace ballast::test {
namespace {

using namespace agent;

// The names, and below what ObjectName.apply of JDK 17 answers for each, in their order.
constexpr const char* kNames[] = {"kafka.server:type=x,name=y",
                                  R"(d:k="a*bcd")",
                                  R"(d:k="a\*bcd")",
                                  R"(d:k="axbcd")",
                                  "d:k=abc",
                                  "d:k=v,a=b",
                                  "d:a=b,k=v",
                                  "d:k=v",
                                  "dd:k=v",
                                  R"(d:k="a")",
                                  R"(d:k="ab")",
                                  R"(d:k="a\?\\zz")",
                                  R"(d:k="x\nyy")"};

TEST(ObjectNamePattern, MatchesAsJavaDoes) {
    const std::pair<const char*, const char*> cases[] = {
        {"*:*", "1-11111111111"},
        {"", "1-11111111111"},
        {"kafka.server:*", "1-00000000000"},
        {"kafka.*:type=x,*", "1-00000000000"},
        {R"(d:k="a\*b*")", "0-10000000000"},
        {R"(d:k="a\*b*",*)", "0-10000000000"},
        {"d:k=a*", "0-00100000000"},
        {"d:*,k=v", "0-00011100000"},
        {"d:a=b,*,k=v", "0-00011000000"},
        {"d:k=v", "0-00000100000"},
        {"d:k=v,*", "0-00011100000"},
        {"d?:k=?", "0-00000010000"},
        {R"(d:k="*")", "0-11000001111"},
        {"d:k=*", "0-11100101111"},
        {R"(d:k="a?")", "0-00000000100"},
        {R"(d:k="a\?\\*")", "0-00000000010"},
        {R"(d:k="x\n*")", "0-00000000001"},
    };
    for (const auto& [text, wanted] : cases) {
        const auto pattern = metrics::ObjectNamePattern::parse(text);
        ASSERT_TRUE(pattern.has_value()) << text;
        std::string made;
        for (const auto* const name : kNames) {
            const auto parsed = jmx::parse_object_name(name);
            // The second is a pattern itself: no bean has such a name.
            made += !parsed ? '-' : pattern->matches(*parsed) ? '1' : '0';
        }
        EXPECT_EQ(made, wanted) << text;
    }
}

TEST(ObjectNamePattern, RefusesWhatJavaRefuses) {
    for (const auto* const text : {"*", "d:", "d:k=v,", "d:k=v,*,*", "d:k*=v", "d:k", "d:=v",
                                   "d:k=v,k=w", R"(d:k="v)", R"(d:k="v"x)", "d:k=a:b", "x y"}) {
        EXPECT_FALSE(metrics::ObjectNamePattern::parse(text).has_value()) << text;
    }
}

// What a naive matcher needs 2^n steps for.
TEST(ObjectNamePattern, ManyStarsCostLittle) {
    std::string stars;
    for (int i = 0; i < 2000; ++i) {
        stars += "*a";
    }
    const auto pattern = metrics::ObjectNamePattern::parse("d:k=" + stars + "b");
    const auto name = jmx::parse_object_name("d:k=" + std::string(20'000, 'a'));
    ASSERT_TRUE(pattern && name);
    EXPECT_FALSE(pattern->matches(*name));
}

}  // namespace
}  // namespace ballast::test
