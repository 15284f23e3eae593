#include "common/http/target.hpp"

#include <gmock/gmock.h>

namespace ballast::test {
namespace {

TEST(Target, TakesPathAndQueryApart) {
    const auto target = http::parse_target("/v1/logs?since=5m&grep=a%20b%2B%2F&tail=&x+y=1%26&");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->path, "/v1/logs");
    const std::map<std::string, std::string> query{
        {"since", "5m"}, {"grep", "a b+/"}, {"tail", ""}, {"x y", "1&"}};
    EXPECT_EQ(target->query, query);
}

TEST(Target, KeepsWhatComesAgain) {
    const auto target = http::parse_target("/a?b=1&c=3&b=2");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->query.at("b"), "1");
    EXPECT_EQ(target->repeated, (std::vector<std::pair<std::string, std::string>>{{"b", "2"}}));
}

TEST(Target, DecodesSegments) {
    EXPECT_EQ(http::parse_target("/v1/commands/a%20%C3%A9")->path, "/v1/commands/a \xc3\xa9");
    EXPECT_EQ(http::parse_target("/")->path, "/");
    EXPECT_EQ(http::parse_target("/a//b/")->path, "/a//b/");
    EXPECT_EQ(http::parse_target("/a+b")->path, "/a+b");
}

TEST(Target, RefusesWhatIsAmbiguous) {
    for (const auto* bad : {"",
                            "*",
                            "v1",
                            "http://127.0.0.1/v1",
                            "/a%2fb",
                            "/a%2Fb",
                            "/../etc",
                            "/a/..",
                            "/a/%2e%2e/b",
                            "/./a",
                            "/a%00",
                            "/a%0a",
                            "/a%",
                            "/a%4",
                            "/a%zz",
                            "/a?b=%0",
                            "/a?b=%00",
                            "/a#b",
                            "/a b",
                            "/a\\b",
                            "/\xc3\xa9",
                            "/%ff"}) {
        const auto target = http::parse_target(bad);
        ASSERT_FALSE(target) << bad;
        EXPECT_EQ(target.error().status, 400);
    }
}

TEST(Target, WhatIsMadeIsReadBack) {
    const std::map<std::string, std::string> query{{"grep", "a+b &=%#\xc3\xa9\n"}, {"tail", "10"}};
    const auto text = http::make_target("/v1/a b", query);
    EXPECT_EQ(http::make_target("/v1", {}), "/v1");
    EXPECT_EQ(http::parse_target(text)->path, "/v1/a b");
    EXPECT_EQ(http::parse_target(text)->query, query);
}

}  // namespace
}  // namespace ballast::test
