#include "coordinator/api/routes.hpp"

#include <gmock/gmock.h>
#include <json/json.h>

#include "coordinator/web/assets.hpp"
#include "tests/unit/coordinator_api/api_fixture.hpp"

namespace ballast::coordinator::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Routes, AnswerWhoMayLook) {
    Api api;
    for (const auto* path : {"/v1/cluster", "/v1/health", "/v1/nodes", "/v1/topics", "/v1/events",
                             "/metrics", "/healthz", "/openapi.json", "/", "/page.css"}) {
        EXPECT_EQ(api.get(path).status, 200) << path;
    }
    EXPECT_EQ(api.caught_up, 0);
    EXPECT_EQ(api.get("/v1/may-stop", {}, {{"node", {"kafka-0"}}}).status, 200);
    EXPECT_EQ(api.post("/v1/plan", R"({"kind":"roll"})").status, 200);
    EXPECT_EQ(api.caught_up, 2) << "what is asked before an act must not be of before the question";
    EXPECT_EQ(api.get("/v1/health", {{"catch_up", "true"}}).status, 200);
    EXPECT_EQ(api.caught_up, 3);
    EXPECT_EQ(api.get("/v1/nothing").status, 404);
    EXPECT_EQ(api.get("/v1/plan").status, 405);
    const auto wrong = api.post("/v1/health", "");
    EXPECT_EQ(wrong.status, 405);
    EXPECT_THAT(wrong.headers, ::testing::Contains(::testing::Pair("Allow", "GET, HEAD")));
}

TEST(Routes, WithoutAViewAskToComeBack) {
    Api api;
    api.view_of_cluster.reset();
    for (const auto* path : {"/v1/cluster", "/v1/health", "/v1/nodes", "/v1/topics"}) {
        const auto refused = api.get(path);
        EXPECT_EQ(refused.status, 503) << path;
        EXPECT_EQ(code_of(refused), "NO_VIEW");
        EXPECT_THAT(refused.headers, ::testing::Contains(::testing::Pair("Retry-After", "1")));
    }
    EXPECT_EQ(api.get("/healthz").status, 200);
    EXPECT_EQ(api.get("/metrics").status, 200);
}

TEST(Routes, SayWhatIsWrongWithAQuery) {
    Api api;
    struct Case {
        const char* path;
        std::map<std::string, std::string> query;
        const char* said;
    };
    const Case cases[] = {
        {"/v1/health", {{"x", "1"}}, "there is no parameter 'x'"},
        {"/v1/nodes", {{"x", "1"}}, "there is no parameter 'x'; there is none"},
        {"/v1/topics", {{"limt", "1"}}, "did you mean 'limit'?"},
        {"/v1/topics", {{"q", "1"}}, "there are under_replicated, "},
        {"/v1/topics", {{"limit", "0"}}, "limit=0: an integer from 1 to 1000 is wanted"},
        {"/v1/topics", {{"limit", "1001"}}, "an integer from 1 to 1000"},
        {"/v1/topics", {{"limit", ""}}, "an integer from 1 to 1000"},
        {"/v1/topics", {{"limit", "9999999999999999999999"}}, "an integer"},
        {"/v1/topics", {{"unavailable", "yes"}}, "unavailable=yes: true or false is wanted"},
        {"/v1/may-stop", {}, "node is missing"},
        {"/v1/may-stop", {{"node", "kafka-0"}, {"spare", "-1"}}, "from 0 to 100"},
        {"/v1/may-stop", {{"node", ""}}, "node=: a name is wanted, 1 to 249 letters"},
        {"/v1/may-stop", {{"node", "kafka 0"}}, "a name is wanted"},
        {"/v1/topics", {{"after", std::string(250, 'a')}}, "a name is wanted"},
        {"/v1/events", {{"x", "1"}}, ""},
    };
    for (const auto& one : cases) {
        const auto refused = api.get(one.path, one.query);
        EXPECT_EQ(refused.status, 400) << one.path << " " << one.said;
        EXPECT_THAT(message_of(refused), HasSubstr(one.said));
    }
}

TEST(Routes, RefuseAlsoALaterValueThatIsWrong) {
    Api api;
    const auto refused = api.get("/v1/may-stop", {}, {{"node", {"kafka-0", "kafka-1\n"}}});
    EXPECT_EQ(refused.status, 400);
    EXPECT_THAT(message_of(refused), HasSubstr("node=kafka-1"));
    EXPECT_EQ(api.get("/v1/topics", {{"after", "A.b_c-9"}}).status, 200);
    EXPECT_EQ(api.get("/v1/topics", {{"after", std::string(249, 'a')}}).status, 200);
}

TEST(Routes, PassOnWhatTheQuerySays) {
    Api api(
        cluster_of(3, 3, {{"orders", 2, {{{0, 1, 2}, {0, 1, 2}}}}, {"quiet", 1, {{{0}, {0}}}}}));
    const auto topics = json(api.get("/v1/topics", {{"limit", "1"}, {"after", "orders"}}));
    EXPECT_EQ(topics["topics"][0]["name"], "quiet");
    const auto one =
        json(api.get("/v1/may-stop", {}, {{"node", {"kafka-0", "kafka-1", "kafka-0"}}}));
    EXPECT_EQ(one["nodes"].size(), 2U);
    EXPECT_EQ(one["answer"], "no");
    const auto allowed =
        json(api.get("/v1/may-stop", {{"allow_unavailable", "true"}}, {{"node", {"kafka-0"}}}));
    EXPECT_EQ(allowed["answer"], "yes");
    EXPECT_GT(allowed["costs"].size(), 0U);
    const auto spared = json(api.get("/v1/may-stop", {{"spare", "1"}}, {{"node", {"kafka-1"}}}));
    EXPECT_EQ(spared["answer"], "no");
    const auto plan = json(api.post("/v1/plan", R"({"kind":"roll","role":"zookeeper"})"));
    EXPECT_EQ(plan["batches"].size(), 3U);
    EXPECT_EQ(code_of(api.post("/v1/plan", "{}")), "INVALID");
}

TEST(Page, IsOpenAndTellsNothing) {
    Api api;
    for (const auto& asset : web::assets()) {
        const auto sent = api.call("GET", std::string(asset.path), {});
        EXPECT_EQ(sent.status, 200) << asset.path;
        EXPECT_EQ(sent.content_type, asset.content_type);
        EXPECT_EQ(sent.body, asset.content);
        EXPECT_FALSE(sent.body.empty());
    }
}

// Nothing that the policy forbids, which would only be seen in a browser.
TEST(Page, NeedsNothingFromOutsideAndNothingInline) {
    for (const auto& asset : web::assets()) {
        for (const auto* forbidden : {"https://", "style=", "onclick=", "javascript:", "innerHTML",
                                      "eval(", "@import", "url("}) {
            EXPECT_THAT(std::string(asset.content), Not(HasSubstr(forbidden))) << asset.path;
        }
    }
    Api api;
    const auto headers = make_policy(api.parts).headers;
    EXPECT_THAT(headers, ::testing::Contains(::testing::Pair("Content-Security-Policy",
                                                             HasSubstr("default-src 'none'"))));
}

TEST(Metrics, AreOpenOnTheirOwnPort) {
    Api api;
    const http::Router router(make_metrics_routes(api.parts));
    EXPECT_TRUE(router.match("GET", "/metrics", http::Role::none));
    EXPECT_FALSE(router.match("GET", "/v1/health", http::Role::coordinator));
}

}  // namespace
}  // namespace ballast::coordinator::test
