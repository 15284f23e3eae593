#include "agent/metrics/rules/rule_regex.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/metrics/rules/replacement.hpp"

namespace ballast::test {
namespace {

using namespace agent::metrics;

// The groups as "[whole|1|2]"; "no" without a match. The wanted texts are those of Java.
std::string match(const char* pattern, std::string_view input) {
    const auto regex = RuleRegex::compile(pattern);
    if (!regex) {
        return "bad: " + regex.error().message;
    }
    Captures captures;
    const auto matched = regex->match(input, captures);
    if (!matched) {
        return "refused";
    }
    std::string out = *matched ? "" : "no";
    for (std::size_t i = 1; *matched && i < captures.size(); ++i) {
        out += fmt::format("[{}]", captures[i].value_or("-"));
    }
    return out;
}

TEST(RuleRegex, MatchesAsJavaDoes) {
    struct Case {
        const char* pattern;
        const char* input;
        const char* wanted;
    };
    const Case cases[] = {
        {"b(.)", "abcabd", "[d]"},  // the rightmost place first
        {"^a(.)", "abcabd", "[b]"},
        {"(.)$", "abcabd", "[d]"},
        {"a|b", "xxb", ""},
        {"(a)|(b)", "xxb", "[-][b]"},
        {"c", "ab", "no"},
        {"", "ab", ""},
        {"a.b", "a\nb", "no"},
        {"a", "a\nb", "no"},
        {"a", "a\n", "no"},
        {"(?s)a.b", "a\nb", ""},
        {"a\\sb", "a\nb", ""},
        {"^b", "a\nb", "no"},
        {"(?i)ABC", "xabcx", ""},
        {"(?i:A)b", "xaBx", "no"},
        {"(?<name>x+)(y)", "xxy", "[x][y]"},
        {"(x)\\1", "axxa", "[x]"},
        {"(?<n>x)\\k<n>", "axxa", "[x]"},
        {"^(?!.*no).*(y)", "xy", "[y]"},
        {"^(?!.*no).*(y)", "noy", "no"},
        {"(?<=a)(.)", "ab", "[b]"},
        {"x*+y", "xxy", ""},
        {"(a{2,3})", "xaaaa", "[aa]"},
        {"\\<a\\>", "<a>", ""},  // in Perl's syntax the ends of a word
        {"\\`\\'", "`'", ""},
        {"\\Qa.b\\E(.)", "a.bc", "[c]"},
        {"\\Qa.b", "axb", "no"},
        {"\\x41\\u0042\\0103\\x{44}", "ABCD", ""},
        {"\\x2e", "x", "no"},
        {"größe(.)", "größex", "[x]"},
        {"gr(?:ö|o)+", "grööo", ""},
        {"ö+$", "xöö", ""},
        {"\\u00e9(.)", "\xC3\xA9z", "[z]"},
        {"[\\w.-]+(:)", "a.b-c:", "[:]"},
        {"[^,]+,(.*)", "a,b", "[b]"},
        {"[]a]", "]", ""},
        {"\\p{Alpha}(\\p{Digit})", "a1", "[1]"},
        {"\\p{Upper}", "a", "no"},
        {"kafka.(\\w+)<type=(.+), name=(.+)><>Value", "kafka.log<type=Log, name=Size><>Value: 3",
         "[log][Log][Size]"},
        {"type=(.+)><>", "d<type=a><>x: <type=b><>", "[b]"},
        {"<>(.+):", "d<><>a:b: 1:2", "[a:b: 1]"},
        {"\\$\\{x\\}", "${x}", ""},
        {"a{2}", "aa", ""},
        {"(\\d+)(?:\\.(\\d+))?", "v1", "[1][-]"},
    };
    for (const auto& [pattern, input, wanted] : cases) {
        EXPECT_EQ(match(pattern, input), wanted) << pattern << " on " << input;
    }
}

TEST(RuleRegex, RefusesWhatIsWrongOrHasNoCounterpart) {
    const std::pair<const char*, const char*> cases[] = {
        {"(", ""},
        {")", ""},
        {"a)(b", ""},
        {"*a", ""},
        {"[a", "never closed"},
        {"a\\", "lone backslash"},
        {"\\y", "\\y is not taken"},
        {"[a-z&&[^b]]", "class within a class"},
        {"[a[bc]]", "class within a class"},
        {"[ö]", "beyond ASCII"},
        {"\\p{IsLatin}", "\\p"},
        {"\\pL", "\\p"},
        {"(?P<a>b)", "(? is not taken"},
        {"(?R)", "(? is not taken"},
        {"(?u)a", "(? is not taken"},
        {"(?#comment)", "(? is not taken"},
        {"(?<1a>b)", "begins with a letter"},
        {"(?<a>b)(?<a>c)", "two groups"},
        {"(*FAIL)", "repeats nothing"},
        {"\\uD800", "character's number"},
        {"\\xZZ", "character's number"},
        {"(?<=a+)b", ""},
        {"\\k<n>", ""},
    };
    for (const auto& [pattern, wanted] : cases) {
        const auto regex = RuleRegex::compile(pattern);
        ASSERT_FALSE(regex.has_value()) << pattern;
        EXPECT_THAT(regex.error().message, testing::HasSubstr(wanted)) << pattern;
    }
    EXPECT_FALSE(RuleRegex::compile(std::string(kMostPatternBytes + 1, 'a')).has_value());
}

TEST(RuleRegex, CatastrophesAreGivenUp) {
    for (const auto* const pattern : {"(a+)+$", "(a|aa)+b", "(.*)*x", "(a*)*(a*)*(a*)*b"}) {
        EXPECT_THAT(match(pattern, std::string(400, 'a') + "!"), testing::AnyOf("refused", "no"))
            << pattern;
    }
    EXPECT_EQ(match("(a+)+b", "b" + std::string(400, 'a') + "!"), "refused");
}

TEST(RuleRegex, KnowsWhenTheValueDoesNotMatter) {
    const std::pair<const char*, bool> cases[] = {
        {"kafka.(\\w+)<type=(.+), name=(.+)><>Value", true},
        {"kafka<type=(.+)><>(Count|Value)", true},
        {"kafka<type=(.+)><>(\\d+)thPercentile", true},
        {"kafka<type=(.+)><>", true},
        {"kafka<type=(.+)><(.+)>Value", true},
        {"<>([^:]+)", true},
        {"<>([a-z_]+)", true},
        {"<>(?<n>\\w*)", true},
        {"<>Value:", false},
        {"<>(.+)", false},
        {"<>Value$", false},
        {"<>Value\\b", false},
        {"<>([^,]+)", false},
        {"<>([!-z]+)", false},
        {"<>([^!-\\*]+)", false},
        {"<>\\S+", false},
        {"kafka", false},
        {"(?:>)Value", false},
        {">?Value", false},
        {">*", false},
        {"(?!.*: 5)><>Value", false},
        {"(.)><>\\1", false},
        {"><>a|b", false},
        {"(?i)><>value", false},
    };
    for (const auto& [pattern, wanted] : cases) {
        EXPECT_EQ(RuleRegex::compile(pattern)->ends_before_value(), wanted) << pattern;
    }
}

TEST(PatternOutline, LiteralThatEachMatchHas) {
    const std::pair<const char*, const char*> cases[] = {
        {"kafka.server<type=(.+)><>Value", "server<type="},
        {"a\\.bc?d", "a.b"},
        {"ab+c", "ab"},
        {"(abc)d", "d"},
        {"abc*", "ab"},
        {"ab{0}cd", "cd"},
        {"abc|d", ""},
        {"(?i)abc", ""},
        {"[abc]", ""},
    };
    for (const auto& [pattern, wanted] : cases) {
        EXPECT_EQ(outline(pattern).literal, wanted) << pattern;
    }
}

// The replacement for "abcdefghijkl" matched by twelve groups of one character; or why not.
std::string replace(std::string_view text, std::size_t groups = 4) {
    std::vector<JavaPattern::Group> names(groups);
    names[0].name = "first";
    Captures captures{"abcdefghijkl"};
    for (std::size_t i = 0; i < groups; ++i) {
        captures.emplace_back(std::string_view("abcdefghijkl").substr(i, 1));
    }
    captures[3] = std::nullopt;
    const auto replacement = Replacement::parse(text, names);
    return replacement ? replacement->expand(captures) : "bad";
}

TEST(Replacement, ExpandsAsJavaDoes) {
    const std::pair<const char*, const char*> cases[] = {
        {"", ""},
        {"x", "x"},
        {"$1", "a"},
        {"$1$2", "ab"},
        {"$0", "abcdefghijkl"},
        {"x$3y", "xy"},
        {"$12", "a2"},
        {"$41", "d1"},
        {"$01", "a"},
        {"$05", "abcdefghijkl5"},
        {"${first}x", "ax"},
        {"\\$1", "$1"},
        {"\\\\", "\\"},
        {"a\\b", "ab"},
        {"$5", "bad"},
        {"$9", "bad"},
        {"$", "bad"},
        {"a$", "bad"},
        {"$x", "bad"},
        {"\\", "bad"},
        {"${", "bad"},
        {"${}", "bad"},
        {"${no}", "bad"},
        {"${first", "bad"},
        {"$-1", "bad"},
        {"${2}", "bad"},
    };
    for (const auto& [text, wanted] : cases) {
        EXPECT_EQ(replace(text), wanted) << text;
    }
    EXPECT_EQ(replace("$10$12$11x", 12), "jlkx");
    EXPECT_EQ(replace("$100", 12), "j0");
}

}  // namespace
}  // namespace ballast::test
