#include "common/http/router.hpp"

#include <gmock/gmock.h>

namespace ballast::test {
namespace {

using http::Role;

boost::asio::awaitable<http::Response> nothing(http::Request) {
    co_return http::Response{};
}

http::Router router() {
    return http::Router(
        {{.method = "GET", .pattern = "/v1/node", .least = Role::node, .handler = nothing},
         {.method = "POST", .pattern = "/v1/commands", .least = Role::none, .handler = nothing},
         {.method = "GET", .pattern = "/v1/commands", .least = Role::viewer, .handler = nothing},
         {.method = "GET", .pattern = "/v1/commands/{id}", .least = Role::node, .handler = nothing},
         {.method = "POST", .pattern = "/x", .least = Role::coordinator, .handler = nothing},
         {.method = "POST",
          .pattern = "/plan",
          .least = Role::viewer,
          .handler = nothing,
          .only_reads = true}});
}

int status(const http::Router& routes, std::string_view method, std::string_view path, Role role) {
    const auto match = routes.match(method, path, role);
    return match ? 200 : match.error().status;
}

TEST(Router, GivesTheNamedSegments) {
    const auto routes = router();
    const auto match = routes.match("GET", "/v1/commands/a b", Role::node);
    ASSERT_TRUE(match);
    EXPECT_EQ(match->route->pattern, "/v1/commands/{id}");
    EXPECT_EQ(match->parameters.at("id"), "a b");
    EXPECT_EQ(status(routes, "GET", "/v1/commands/", Role::node), 404);
    EXPECT_EQ(status(routes, "GET", "/v1/commands/a/b", Role::node), 404);
    EXPECT_EQ(status(routes, "GET", "/v1", Role::node), 404);
}

TEST(Router, SaysWhichMethodsThereAre) {
    const auto routes = router();
    const auto match = routes.match("DELETE", "/v1/commands", Role::coordinator);
    ASSERT_FALSE(match);
    EXPECT_EQ(match.error().status, 405);
    EXPECT_EQ(match.error().headers, (http::Headers{{"Allow", "POST, GET, HEAD"}}));
}

TEST(Router, HeadIsGet) {
    const auto routes = router();
    EXPECT_EQ(status(routes, "HEAD", "/v1/node", Role::node), 200);
    EXPECT_EQ(status(routes, "HEAD", "/v1/node", Role::none), 401);
    EXPECT_EQ(status(routes, "HEAD", "/x", Role::coordinator), 405);
}

TEST(Router, OnlyOperatorsAndAboveChangeAnything) {
    const auto routes = router();
    EXPECT_EQ(status(routes, "POST", "/v1/commands", Role::none), 401);
    for (const auto role : {Role::node, Role::viewer}) {
        EXPECT_EQ(status(routes, "POST", "/v1/commands", role), 403);
    }
    EXPECT_EQ(status(routes, "POST", "/v1/commands", Role::operator_), 200);
    EXPECT_EQ(status(routes, "POST", "/v1/commands", Role::coordinator), 200);
    EXPECT_EQ(status(routes, "POST", "/x", Role::operator_), 403);
    EXPECT_EQ(status(routes, "GET", "/v1/node", Role::node), 200);
    EXPECT_EQ(status(routes, "GET", "/v1/node", Role::none), 401);
    EXPECT_EQ(status(routes, "GET", "/v1/commands", Role::node), 403);
}

TEST(Router, AQuestionInAPostIsOpenToWhoMayRead) {
    const auto routes = router();
    EXPECT_EQ(status(routes, "POST", "/plan", Role::node), 403);
    EXPECT_EQ(status(routes, "POST", "/plan", Role::viewer), 200);
}

TEST(Router, SaysWhatToShow) {
    const http::Router routes(
        {{.method = "GET", .pattern = "/v1/node", .least = Role::viewer, .handler = nothing}},
        {.credentials = "a token with", .challenge = "Bearer"});
    const auto refused = routes.match("GET", "/v1/node", Role::none);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().status, 401);
    EXPECT_THAT(refused.error().body,
                ::testing::HasSubstr("needs a token with the role 'viewer' or one above"));
    EXPECT_EQ(refused.error().headers, (http::Headers{{"WWW-Authenticate", "Bearer"}}));
}

}  // namespace
}  // namespace ballast::test
