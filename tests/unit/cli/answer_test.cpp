#include "coordinator/cli/answer.hpp"

#include <gtest/gtest.h>
#include <json/value.h>
#include <yaml-cpp/yaml.h>

#include "common/json.hpp"

namespace ballast::cli {
namespace {

Answer sample() {
    return Answer::Members{
        {"name", "demo"},
        {"empty", ""},
        {"count", 3},
        {"ready", true},
        {"none", Answer::List{}},
        {"nothing", Answer::Members{}},
        {"nodes", Answer::List{Answer::Members{{"id", 0}, {"isr", Answer::List{1, 2}}},
                               Answer::Members{{"id", 1}, {"isr", Answer::List{}}}, "last"}}};
}

TEST(Answer, IsJsonInTheMembersOrder) {
    EXPECT_EQ(sample().json_line(),
              R"({"name":"demo","empty":"","count":3,"ready":true,"none":[],"nothing":{},)"
              R"("nodes":[{"id":0,"isr":[1,2]},{"id":1,"isr":[]},"last"]})"
              "\n");
    EXPECT_EQ(Answer(Answer::Members{{"a", Answer::List{1}}}).json(),
              "{\n  \"a\": [\n    1\n  ]\n}\n");
}

TEST(Answer, IsBlockYaml) {
    EXPECT_EQ(sample().yaml(),
              "name: demo\nempty: \"\"\ncount: 3\nready: true\nnone: []\nnothing: {}\nnodes:\n"
              "  - id: 0\n    isr:\n      - 1\n      - 2\n"
              "  - id: 1\n    isr: []\n"
              "  - last\n");
    EXPECT_EQ(Answer(Answer::List{}).yaml(), "[]\n");
    EXPECT_EQ(Answer(Answer::List{Answer::List{1}, "x"}).yaml(), "- - 1\n- x\n");
}

class TextValue : public testing::TestWithParam<const char*> {};

// What readers get back is the text that was written, as a text.
TEST_P(TextValue, SurvivesJsonAndYaml) {
    const std::string text = GetParam();
    const Answer answer = Answer::Members{{"value", text}, {"list", Answer::List{text}}};
    const auto json = parse_json(answer.json());
    ASSERT_TRUE(json) << answer.json();
    EXPECT_EQ((*json)["value"].asString(), text);
    const YAML::Node yaml = YAML::Load(answer.yaml());
    EXPECT_EQ(yaml["value"].as<std::string>(), text) << answer.yaml();
    EXPECT_EQ(yaml["list"][0].as<std::string>(), text);
    // A quoted scalar has the tag "!", so that no reader takes it for a number or a truth.
    const bool plain = yaml["value"].Tag() == "?";
    EXPECT_EQ(plain, text == "kafka-0" || text == "/a/b" || text == "zookeeper.connect");
}

INSTANTIATE_TEST_SUITE_P(
    Texts, TextValue,
    testing::Values("", "kafka-0", "/a/b", "zookeeper.connect", "true", "Yes", "OFF", "null", "~",
                    "y", "5", "1e3", "0x1f", "0755", "1_000", ".5", "-1", "2026-01-31",
                    "2026-01-31T09:00:00Z", "12:30:00", "a: b", "a #b", "#x", "- x", "-", "?", "*a",
                    "&a", "!a", "|", ">", "%x", "@x", "`x", "{a}", "[a]", "a,b", "'", "\"", "\\n",
                    "line\nline", "\ttab", " lead", "trail ", "\x01\x1f\x7f", "größe 日本 🚀",
                    "\xC2\x85", "\xE2\x80\xA8", "\xEF\xBB\xBFx", "=", "<<", ".inf", "nan"));

}  // namespace
}  // namespace ballast::cli
