#include "coordinator/api/access.hpp"

#include <gmock/gmock.h>

#include "tests/unit/coordinator_api/api_fixture.hpp"

namespace ballast::coordinator::test {
namespace {

using http::Role;
using ::testing::HasSubstr;

// "a=b" out of "a=b; Path=/; ...".
std::string cookie_in(const http::Response& response) {
    for (const auto& [name, value] : response.headers) {
        if (name == "Set-Cookie") {
            return value.substr(0, value.find(';'));
        }
    }
    return {};
}

class Session : public ::testing::Test {
  protected:
    std::string make_link(const std::string& token = kOperatorToken) {
        const auto made = api.call("POST", "/v1/login-links", Ask::with_token(token));
        EXPECT_EQ(made.status, 201) << made.body;
        const auto path = json(made)["path"].asString();
        EXPECT_THAT(path, ::testing::StartsWith("/login?once="));
        return path.substr(path.find('=') + 1);
    }
    http::Response open(const std::string& link) {
        Ask ask;
        ask.query["once"] = link;
        return api.call("GET", "/login", ask);
    }
    Ask with_cookie(const std::string& cookie) {
        Ask ask;
        ask.headers["cookie"] = "other=1; " + cookie;
        return ask;
    }
    Api api;
};

TEST(AccessOf, EachRouteIsRefusedWithoutATokenACertificateOrALogin) {
    Api api;
    for (const auto& operation : make_operations(api.parts)) {
        const auto& route = operation.route;
        const bool open = route.pattern == "/healthz";
        const auto status = api.call(route.method, route.pattern, {}).status;
        EXPECT_EQ(status, open ? 200 : 401) << route.pattern;
        auto wrong = Ask::with_token("wrong-wrong-wrong-wrong-wrong");
        EXPECT_EQ(api.call(route.method, route.pattern, wrong).status, open ? 200 : 401);
        Ask node;
        node.connection.role = Role::node;
        EXPECT_EQ(api.call(route.method, route.pattern, node).status, open ? 200 : 403);
    }
}

TEST(AccessOf, ATokenTellsWhoAsks) {
    Api api;
    const auto peer =
        api.access.identify("GET", Ask::with_token(kOperatorToken).headers, {"127.0.0.1", "", {}});
    ASSERT_TRUE(peer);
    EXPECT_EQ(peer->name, "operator");
    EXPECT_EQ(peer->role, Role::operator_);
}

TEST(AccessOf, ACertificateIsEnough) {
    Api api;
    Ask ask;
    ask.connection = {"127.0.0.1", "alice", Role::viewer};
    EXPECT_EQ(api.call("GET", "/v1/health", ask).status, 200);
}

TEST(AccessOf, AWrongTokenIsNotPassedOverForACertificate) {
    Api api;
    for (const auto* header : {"Bearer wrong", "Basic dTpw", "Bearer", "", "bearer  "}) {
        Ask ask;
        ask.connection = {"127.0.0.1", "alice", Role::coordinator};
        ask.headers["authorization"] = header;
        const auto refused = api.call("GET", "/v1/health", ask);
        EXPECT_EQ(refused.status, 401) << header;
        EXPECT_EQ(code_of(refused), "UNAUTHENTICATED");
    }
    Ask ask;
    ask.headers["authorization"] = std::string("bEARER ") + kViewerToken;
    EXPECT_EQ(api.call("GET", "/v1/health", ask).status, 200) << "RFC 9110: any case";
}

TEST(AccessOf, TellsWhatToShow) {
    Api api;
    const auto refused = api.call("GET", "/v1/health", {});
    EXPECT_THAT(message_of(refused), HasSubstr("a bearer token, a login or a client certificate"));
    EXPECT_THAT(refused.headers, ::testing::Contains(::testing::Pair("WWW-Authenticate",
                                                                     "Bearer realm=\"ballast\"")));
}

TEST(AccessOf, AnswersToItsOwnNamesOnly) {
    Api api;
    for (const auto* host : {"evil.example", "evil.example:8080", "127.10.0.1.evil.example", ""}) {
        auto ask = Ask::as_viewer();
        ask.headers["host"] = host;
        EXPECT_EQ(api.call("GET", "/v1/health", ask).status, 421) << host;
        EXPECT_EQ(api.call("GET", "/", ask).status, 421) << host;
    }
    for (const auto* host : {"127.10.0.1", "127.10.0.1:8080", "LOCALHOST:1"}) {
        auto ask = Ask::as_viewer();
        ask.headers["host"] = host;
        EXPECT_EQ(api.call("GET", "/v1/health", ask).status, 200) << host;
    }
    Access any(&api.tokens, api.clock, {});
    EXPECT_TRUE(any.identify("GET", {{"host", "anything"}}, {}));
}

TEST_F(Session, BeginsWithALinkThatWorksOnce) {
    const auto link = make_link();
    const auto opened = open(link);
    EXPECT_EQ(opened.status, 200);
    EXPECT_THAT(opened.body, HasSubstr("url=/"));
    EXPECT_THAT(opened.headers,
                ::testing::Contains(::testing::Pair(
                    "Set-Cookie",
                    ::testing::EndsWith("; Path=/; Max-Age=28800; HttpOnly; SameSite=Strict"))));
    EXPECT_EQ(api.call("GET", "/v1/health", with_cookie(cookie_in(opened))).status, 200);
    const auto again = open(link);
    EXPECT_EQ(again.status, 403);
    EXPECT_EQ(cookie_in(again), "");
    EXPECT_EQ(open("").status, 403);
    EXPECT_EQ(api.call("GET", "/login", {}).status, 403);
}

TEST_F(Session, OverTlsTheCookieStaysThere) {
    Access access(&api.tokens, api.clock, {.hosts = {}, .tls = true});
    http::Request request;
    request.peer = {"127.0.0.1", "alice", Role::viewer};
    const auto link = access.make_link(request);
    ASSERT_TRUE(link);
    EXPECT_THAT(*access.log_in(*link), ::testing::EndsWith("; Secure"));
}

TEST_F(Session, ALinkAndASessionEnd) {
    const auto late = make_link();
    api.clock.pass(Sessions::kLinkLife);
    EXPECT_EQ(open(late).status, 403);
    const auto cookie = with_cookie(cookie_in(open(make_link())));
    api.clock.pass(Sessions::kSessionLife - std::chrono::seconds(1));
    EXPECT_EQ(api.call("GET", "/v1/health", cookie).status, 200);
    api.clock.pass(std::chrono::seconds(1));
    EXPECT_EQ(api.call("GET", "/v1/health", cookie).status, 401);
}

TEST_F(Session, EndsWithItsToken) {
    const auto cookie = with_cookie(cookie_in(open(make_link(kViewerToken))));
    EXPECT_EQ(api.call("GET", "/v1/health", cookie).status, 200);
    api.folder.write_tokens(std::string("operator:") + kOperatorToken + "\n");
    EXPECT_EQ(api.call("GET", "/v1/health", cookie).status, 401);
}

TEST_F(Session, OutlivesTheCoordinatorButNotItsToken) {
    const auto browser = with_cookie(cookie_in(open(make_link(kViewerToken)))).headers;
    const auto role_after_restart = [&] {
        Access access(&api.tokens, api.clock,
                      {.hosts = {}, .tls = false, .sessions = api.folder.sessions()});
        return access.identify("GET", browser, {})->role;
    };
    EXPECT_EQ(role_after_restart(), Role::viewer);
    api.folder.write_tokens(std::string("operator:") + kOperatorToken + "\n");
    EXPECT_EQ(role_after_restart(), Role::none);
}

TEST_F(Session, HasNoRoleAboveItsTokenOrAnOperator) {
    api.folder.write_tokens(std::string("coordinator:") + kOperatorToken + "\n");
    const auto headers = with_cookie(cookie_in(open(make_link()))).headers;
    EXPECT_EQ(api.access.identify("GET", headers, {})->role, Role::operator_);
    api.folder.write_tokens(std::string("viewer:") + kOperatorToken + "\n");
    EXPECT_EQ(api.access.identify("GET", headers, {})->role, Role::viewer);
}

TEST_F(Session, APostNeedsAHeaderThatForeignPagesCannotAdd) {
    auto ask = with_cookie(cookie_in(open(make_link())));
    ask.body = R"({"kind":"roll"})";
    const auto refused = api.call("POST", "/v1/plan", ask);
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(code_of(refused), "CSRF");
    ask.headers["x-ballast"] = "page";
    EXPECT_EQ(api.call("POST", "/v1/plan", ask).status, 200);
    auto token = Ask::as_viewer();
    token.body = ask.body;
    EXPECT_EQ(api.call("POST", "/v1/plan", token).status, 200);
}

TEST_F(Session, MakesNoLinks) {
    auto ask = with_cookie(cookie_in(open(make_link())));
    ask.headers["x-ballast"] = "page";
    const auto refused = api.call("POST", "/v1/login-links", ask);
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(code_of(refused), "SESSION_MAKES_NO_LINK");
}

TEST_F(Session, AWrongCookieIsNobody) {
    for (const auto* cookie : {"ballast_session=", "ballast_session=00", "ballast_session"}) {
        auto ask = with_cookie(cookie);
        EXPECT_EQ(api.call("GET", "/v1/health", ask).status, 401) << cookie;
    }
}

}  // namespace
}  // namespace ballast::coordinator::test
