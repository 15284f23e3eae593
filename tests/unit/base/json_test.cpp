#include "common/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <json/json.h>

namespace ballast {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Json, RefusesWhatIsNotStrictlyJson) {
    for (const char* text : {"",
                             "1",
                             "\"a\"",
                             "null",
                             "{",
                             "{}x",
                             "{}{}",
                             "{\"a\":1,}",
                             "[1,]",
                             "{'a':1}",
                             "{a:1}",
                             "{/*c*/\"a\":1}",
                             "{\"a\":1//c\n}",
                             "{\"a\":1 /*c*/}",
                             "{\"a\":1,\"a\":2}",
                             "{\"a\":\"\x01\"}",
                             "{\"a\":\"\n\"}",
                             "{\"a\":\"\xff\"}",
                             "{\"a\":NaN}",
                             "{\"a\":1e400}",
                             "{\"a\":\"\\x\"}",
                             "{\"a\" 1}",
                             "[1 2]",
                             "{\"a\":.5}",
                             "{\"a\":tru}"}) {
        const auto value = parse_json(text);
        ASSERT_FALSE(value) << text;
        EXPECT_EQ(value.error().kind, ErrorKind::invalid);
        EXPECT_THAT(value.error().message, HasSubstr("JSON"));
    }
}

TEST(Json, TakesEverythingElse) {
    for (const char* text :
         {"{}", "[]", " {\"a\": [1, -2, 3.5e2, true, false, null, \"x\\u00fc\\\"/\\n\"]} \n",
          "{\"a/*b*/\":\"http://x//y\"}", "{\"a\":{\"b\":{\"c\":[[]]}}}"}) {
        EXPECT_TRUE(parse_json(text)) << text;
    }
}

TEST(Json, HasLimits) {
    EXPECT_FALSE(parse_json("{\"a\": 1}", {.bytes = 5}));
    EXPECT_TRUE(parse_json(std::string(60, '[') + std::string(60, ']')));
    EXPECT_FALSE(parse_json(std::string(70, '[') + std::string(70, ']')));
    EXPECT_FALSE(parse_json(std::string(100'000, '[')));
}

TEST(Json, WritesOneLineWithSortedKeys) {
    const auto value = *parse_json("{\"b\": \"ü\\n\", \"a\": [1, 2]}");
    EXPECT_EQ(to_json(value), "{\"a\":[1,2],\"b\":\"ü\\n\"}");
    EXPECT_THAT(to_json(value, true), HasSubstr("\n  \"a\" :"));
}

class JsonViews : public ::testing::Test {
  protected:
    const Json::Value value_ = *parse_json(
        "{\"s\":\"x\",\"i\":7,\"f\":1.0,\"big\":9223372036854775808,\"t\":true,\"n\":null,"
        "\"o\":{\"k\":\"v\"},\"os\":[{\"k\":1},{\"k\":\"bad\"}],\"ss\":[\"a\",\"b\"],\"mix\":[1,"
        "\"a\"]}");
    const JsonView view_{value_};

    template <class T>
    static std::string message(const Result<T>& result) {
        return result ? "no error" : result.error().message;
    }
};

TEST_F(JsonViews, GiveMembersOfTheirType) {
    EXPECT_EQ(view_.string("s"), "x");
    EXPECT_EQ(view_.integer("i"), 7);
    EXPECT_EQ(view_.boolean_or("t", false), true);
    EXPECT_EQ(view_.object("o")->string("k"), "v");
    EXPECT_THAT(*view_.strings("ss"), ElementsAre("a", "b"));
    EXPECT_EQ(view_.objects("os")->size(), 2U);
}

TEST_F(JsonViews, HaveDefaultsForWhatIsMissingOrNull) {
    for (const char* key : {"missing", "n"}) {
        EXPECT_FALSE(view_.has(key));
        EXPECT_EQ(view_.string_or(key, "d"), "d");
        EXPECT_EQ(view_.integer_or(key, 3), 3);
        EXPECT_EQ(view_.boolean_or(key, true), true);
        EXPECT_TRUE(view_.objects(key)->empty());
        EXPECT_TRUE(view_.strings(key)->empty());
    }
}

TEST_F(JsonViews, ErrorsCarryThePointer) {
    EXPECT_EQ(message(view_.string("i")), "/i: a string is wanted");
    EXPECT_EQ(message(view_.string("missing")), "/missing: a string is wanted");
    EXPECT_EQ(message(view_.integer("s")), "/s: an integer is wanted");
    EXPECT_EQ(message(view_.integer("f")), "/f: an integer is wanted");
    EXPECT_EQ(message(view_.integer("big")), "/big: an integer is wanted");
    EXPECT_EQ(message(view_.string_or("i", "d")), "/i: a string is wanted");
    EXPECT_EQ(message(view_.boolean_or("s", false)), "/s: true or false is wanted");
    EXPECT_EQ(message(view_.object("s")), "/s: an object is wanted");
    EXPECT_EQ(message(view_.object("o")->integer("k")), "/o/k: an integer is wanted");
    EXPECT_EQ(message(view_.objects("os")->at(1).integer("k")), "/os/1/k: an integer is wanted");
    EXPECT_EQ(message(view_.objects("ss")), "/ss: an array of objects is wanted");
    EXPECT_EQ(message(view_.strings("mix")), "/mix: an array of strings is wanted");
    EXPECT_EQ(message(view_.strings("s")), "/s: an array of strings is wanted");
}

TEST_F(JsonViews, RefuseUnknownMembers) {
    EXPECT_TRUE(view_.object("o")->only({"k", "l"}));
    EXPECT_EQ(message(view_.object("o")->only({"l"})), "/o/k: unknown member");
    const auto array = *parse_json("[1]");
    EXPECT_FALSE(JsonView(array).only({}));
    EXPECT_FALSE(JsonView(array).string("a"));
}

}  // namespace
}  // namespace ballast
