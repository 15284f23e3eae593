#include "coordinator/api/openapi.hpp"

#include <gmock/gmock.h>
#include <json/json.h>

#include <set>

#include "coordinator/web/assets.hpp"
#include "tests/unit/coordinator_api/api_fixture.hpp"
#include "tests/unit/coordinator_api/schema.hpp"

namespace ballast::coordinator::test {
namespace {

using ::testing::IsEmpty;

class OpenApi : public ::testing::Test {
  protected:
    Api api;
    Json::Value document = json(api.get("/openapi.json"));

    // Against the schema that the document gives for this route and status.
    std::vector<std::string> wrong_with(const http::Response& response, const std::string& method,
                                        const std::string& path) const {
        auto answer = document["paths"][path][method]["responses"][std::to_string(response.status)];
        if (answer.isNull()) {
            return {path + ": status " + std::to_string(response.status) + " is not documented"};
        }
        if (answer.isMember("$ref")) {
            const auto target = answer["$ref"].asString();
            answer = document["components"]["responses"][target.substr(target.rfind('/') + 1)];
        }
        return mismatches(document, answer["content"]["application/json"]["schema"], json(response),
                          path);
    }
};

TEST_F(OpenApi, HasEachRouteOfTheApiAndNoOther) {
    std::set<std::string> routes;
    for (const auto& route : make_routes(api.parts)) {
        routes.insert(route.method + " " + route.pattern);
    }
    std::set<std::string> documented;
    for (const auto& path : document["paths"].getMemberNames()) {
        for (const auto& method : document["paths"][path].getMemberNames()) {
            documented.insert((method == "get" ? "GET " : "POST ") + path);
        }
    }
    // For a browser, not for programs.
    for (const auto& asset : web::assets()) {
        EXPECT_EQ(routes.erase("GET " + std::string(asset.path)), 1U);
    }
    EXPECT_EQ(routes.erase("GET /login"), 1U);
    EXPECT_EQ(routes, documented);
    EXPECT_EQ(document["openapi"], "3.1.0");
    EXPECT_EQ(document["info"]["version"], "1.2.3");
}

TEST_F(OpenApi, ReferencesNothingThatIsNotThere) {
    std::vector<const Json::Value*> todo{&document};
    std::set<std::string> schemas;
    while (!todo.empty()) {
        const auto& value = *todo.back();
        todo.pop_back();
        if (value.isObject() && value.isMember("$ref")) {
            const auto target = value["$ref"].asString();
            const auto name = target.substr(target.rfind('/') + 1);
            const auto part = target.starts_with("#/components/schemas/") ? "schemas" : "responses";
            EXPECT_TRUE(document["components"][part].isMember(name)) << target;
            schemas.insert(name);
        }
        if (value.isObject() || value.isArray()) {
            for (const auto& member : value) {
                todo.push_back(&member);
            }
        }
    }
    for (const auto& name : document["components"]["schemas"].getMemberNames()) {
        EXPECT_TRUE(schemas.contains(name)) << name << " is used nowhere";
    }
}

TEST_F(OpenApi, OperationsHaveTheirOwnIdsAndSecurity) {
    std::set<std::string> ids;
    for (const auto& path : document["paths"]) {
        for (const auto& operation : path) {
            EXPECT_TRUE(ids.insert(operation["operationId"].asString()).second);
            EXPECT_EQ(operation["security"].empty(), operation["x-ballast-role"] == "none");
            EXPECT_FALSE(operation["summary"].asString().empty());
        }
    }
}

TEST_F(OpenApi, AnswersAreAsItSays) {
    auto view = cluster_of(3, 3,
                           {{"orders", 2, {{{0, 1, 2}, {0, 1}}, {{1, 2, 0}, {1}}}},
                            {"lonely", 1, {{{2}, {}}}},
                            {"unknown", std::nullopt, {{{0, 1}, {0, 1}}}}},
                           {"a", "b"});
    take_down(view, "kafka-2");
    node(view, "kafka-2").code = "DISK_FULL";
    node(view, "kafka-0").disk_total_bytes = 100;
    view.zookeeper[0].heard.reset();
    view.zookeeper[1].mode = "";
    Api troubled(view);
    auto unknown_view = cluster_of(1, 1, {});
    unknown_view.kafka = {};
    unknown_view.nodes[0].heard.reset();
    unknown_view.nodes[1].heard.reset();
    unknown_view.zookeeper[0].heard.reset();
    Api unknown(unknown_view);
    Api nothing;
    nothing.view_of_cluster.reset();
    for (auto* one : {&api, &troubled, &unknown, &nothing}) {
        for (const auto* path : {"/v1/cluster", "/v1/health", "/v1/nodes", "/v1/topics"}) {
            EXPECT_THAT(wrong_with(one->get(path), "get", path), IsEmpty());
        }
        EXPECT_THAT(wrong_with(one->get("/v1/may-stop", {}, {{"node", {"kafka-0", "kafka-9"}}}),
                               "get", "/v1/may-stop"),
                    IsEmpty());
        EXPECT_THAT(wrong_with(one->post("/v1/plan", R"({"kind":"roll"})"), "post", "/v1/plan"),
                    IsEmpty());
        EXPECT_THAT(wrong_with(one->post("/v1/plan", R"({"kind":"roll","allow_unavailable":true})"),
                               "post", "/v1/plan"),
                    IsEmpty());
        EXPECT_THAT(wrong_with(one->get("/healthz"), "get", "/healthz"), IsEmpty());
        EXPECT_THAT(wrong_with(one->post("/v1/login-links", ""), "post", "/v1/login-links"),
                    IsEmpty());
    }
    EXPECT_EQ(nothing.get("/v1/health").status, 503);
    EXPECT_THAT(wrong_with(api.get("/openapi.json"), "get", "/openapi.json"), IsEmpty());
}

TEST_F(OpenApi, RefusalsAreAsItSays) {
    EXPECT_THAT(wrong_with(api.call("GET", "/v1/health", {}), "get", "/v1/health"), IsEmpty());
    EXPECT_THAT(wrong_with(api.get("/v1/topics", {{"limit", "0"}}), "get", "/v1/topics"),
                IsEmpty());
    EXPECT_THAT(wrong_with(api.post("/v1/plan", "{"), "post", "/v1/plan"), IsEmpty());
    EXPECT_THAT(wrong_with(api.post("/v1/plan", "{}"), "post", "/v1/plan"), IsEmpty());
}

TEST_F(OpenApi, EachDocumentedParameterIsCheckedAndNoOtherTaken) {
    for (const auto& operation : make_operations(api.parts)) {
        if (operation.route.method != "GET") {
            continue;
        }
        const auto& path = operation.route.pattern;
        const auto& documented = document["paths"][path]["get"]["parameters"];
        ASSERT_EQ(documented.size(), operation.query.size()) << path;
        EXPECT_EQ(api.get(path, {{"no_such", "1"}}).status, 400) << path;
        for (const auto& parameter : documented) {
            const auto type = parameter["schema"]["type"].asString();
            if (type == "boolean" || type == "integer") {
                const auto refused = api.get(path, {{parameter["name"].asString(), "x"}});
                EXPECT_EQ(refused.status, 400) << path;
            }
            if (parameter["required"].asBool()) {
                EXPECT_EQ(api.get(path).status, 400) << path;
            }
        }
    }
}

}  // namespace
}  // namespace ballast::coordinator::test
