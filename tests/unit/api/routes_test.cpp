#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <json/json.h>
#include <signal.h>

#include "common/json.hpp"
#include "tests/unit/api/api_fixture.hpp"

namespace ballast::agent {
namespace {

using http::Role;
using test::Api;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Json::Value json(const http::Response& response) {
    const auto parsed = parse_json(response.body);
    return parsed ? *parsed : Json::Value();
}

std::string code_of(const http::Response& response) {
    return json(response)["error"]["code"].asString();
}

TEST(Routes, AskForARoleThatMay) {
    struct Case {
        const char* method;
        const char* path;
        Role role;
        int status;
    };
    const Case cases[] = {
        {"GET", "/v1/node", Role::none, 401},
        {"GET", "/v1/node", Role::node, 403},
        {"GET", "/v1/node", Role::viewer, 200},
        {"POST", "/v1/node", Role::operator_, 405},
        {"GET", "/v1/logs", Role::node, 403},
        {"GET", "/v1/logs", Role::viewer, 200},
        {"GET", "/v1/events", Role::none, 401},
        {"GET", "/v1/events", Role::viewer, 200},
        {"POST", "/v1/commands", Role::viewer, 403},
        {"GET", "/v1/commands", Role::viewer, 405},
        {"GET", "/v1/commands/x", Role::viewer, 404},
        {"GET", "/v1/nodes", Role::viewer, 404},
        {"DELETE", "/v1/commands/x", Role::coordinator, 405},
    };
    Api api;
    for (const auto& one : cases) {
        EXPECT_EQ(api.call(one.method, one.path, one.role).status, one.status)
            << one.method << " " << one.path;
    }
}

TEST(Routes, TellTheNodeWithEveryMemberThatIsPromised) {
    Api api;
    const auto node = json(api.call("GET", "/v1/node"));
    for (const auto* member : {"name",       "role",
                               "id",         "state",
                               "ready",      "code",
                               "reason",     "next_step",
                               "since",      "pid",
                               "agent_pid",  "address",
                               "restarts",   "heap_bytes",
                               "rss_bytes",  "config_revision",
                               "cluster",    "incarnation",
                               "intent",     "last_exit",
                               "last_exits", "on_hold",
                               "conditions", "transitions",
                               "probes",     "disks",
                               "recovery",   "clean_stop",
                               "versions",   "certificate_expires",
                               "epoch"}) {
        EXPECT_TRUE(node.isMember(member)) << member;
    }
    EXPECT_EQ(node["state"], "SERVING");
    EXPECT_TRUE(node["probes"]["ready"]["ok"].asBool());
}

TEST(Routes, ShowHowAJvmEnded) {
    Api api;
    api.sim.exited(1);
    const auto node = json(api.call("GET", "/v1/node"));
    EXPECT_EQ(node["last_exit"]["exit_code"], 1);
    EXPECT_EQ(node["last_exits"].size(), 1U);
    EXPECT_EQ(node["clean_stop"], false);
    EXPECT_EQ(node["state"], "BACKOFF");
    EXPECT_EQ(node["transitions"][node["transitions"].size() - 1]["to"], "BACKOFF");
}

TEST(Commands, AreCarriedOutOnceAndAnsweredAgain) {
    Api api;
    const auto* stop = R"({"id":"a","verb":"stop","reason":"disk"})";
    const auto first = api.call("POST", "/v1/commands", Role::operator_, stop);
    EXPECT_EQ(first.status, 202);
    EXPECT_EQ(json(first)["state"], "accepted");
    EXPECT_EQ(json(first)["by"], "alice");
    EXPECT_THAT(api.sim.signals, ElementsAre(SIGTERM));
    EXPECT_EQ(api.call("POST", "/v1/commands", Role::operator_, stop).status, 202);
    EXPECT_THAT(api.sim.signals, ElementsAre(SIGTERM));
    api.sim.exited(143);
    EXPECT_EQ(json(api.call("GET", "/v1/commands/a"))["state"], "done");
}

TEST(Commands, AreRefusedWithACode) {
    Api api;
    const auto post = [&](const char* body, Role role = Role::operator_) {
        return api.call("POST", "/v1/commands", role, body);
    };
    EXPECT_EQ(post("{").status, 400);
    EXPECT_EQ(post(R"({"id":"a","verb":"explode"})").status, 400);
    EXPECT_EQ(code_of(post(R"({"id":"a","verb":"stop","expected_incarnation":"other"})")),
              "WRONG_INCARNATION");
    EXPECT_EQ(code_of(post(R"({"id":"a","verb":"stop","epoch":1})")), "EPOCH_NOT_YOURS");
    EXPECT_EQ(code_of(post(R"({"id":"a","verb":"stop"})", Role::coordinator)), "NO_EPOCH");
    EXPECT_EQ(post(R"({"id":"e","verb":"thread_dump","epoch":7})", Role::coordinator).status, 202);
    const auto stale = post(R"({"id":"f","verb":"stop","epoch":6})", Role::coordinator);
    EXPECT_EQ(stale.status, 409);
    EXPECT_EQ(code_of(stale), "STALE_EPOCH");
    EXPECT_EQ(post(R"({"id":"h","verb":"hold","reason":"mine"})").status, 202);
    EXPECT_EQ(code_of(post(R"({"id":"s","verb":"stop"})")), "ON_HOLD");
    EXPECT_EQ(code_of(post(R"({"id":"h","verb":"stop"})")), "ID_REUSED");
    EXPECT_THAT(api.sim.signals, ElementsAre(SIGQUIT));
    EXPECT_THAT(api.metrics().body,
                HasSubstr(R"(ballast_agent_commands_total{result="STALE_EPOCH",verb="stop"} 1)"));
}

TEST(Commands, OfACoordinatorThatCannotBeKeptAreNotCarriedOut) {
    Api api;
    api.kept = fail(ErrorKind::io, "no space left on device");
    const auto refused = api.call("POST", "/v1/commands", Role::coordinator,
                                  R"({"id":"a","verb":"stop","epoch":1})");
    EXPECT_EQ(refused.status, 500);
    EXPECT_EQ(code_of(refused), "NOT_KEPT");
    EXPECT_THAT(api.sim.signals, IsEmpty());
}

TEST(Commands, OfAPersonAreCarriedOutAlsoOnAFullDisk) {
    Api api;
    api.kept = fail(ErrorKind::io, "no space left on device");
    EXPECT_EQ(
        api.call("POST", "/v1/commands", Role::operator_, R"({"id":"a","verb":"stop"})").status,
        202);
    EXPECT_THAT(api.sim.signals, ElementsAre(SIGTERM));
}

TEST(Commands, ToUpgradeTheAgentGoToWhoeverCan) {
    Api api;
    const auto body = R"({"id":"u","verb":"upgrade_agent","binary":"/opt/a","sha256":")" +
                      std::string(64, 'a') + "\"}";
    EXPECT_EQ(api.call("POST", "/v1/commands", Role::operator_, body).status, 202);
    EXPECT_EQ(api.call("POST", "/v1/commands", Role::operator_, body).status, 202);
    ASSERT_EQ(api.upgrades.size(), 1U);
    EXPECT_EQ(api.upgrades.front().binary, "/opt/a");
    EXPECT_EQ(json(api.call("GET", "/v1/commands/u"))["state"], "accepted");
    api.sim.node.mark_command("u", "failed", "it was not up");
    EXPECT_EQ(json(api.call("GET", "/v1/commands/u"))["message"], "it was not up");
}

TEST(Events, AreReadAndFiltered) {
    Api api;
    api.events().append(to_entry({.at = WallTime{} + std::chrono::hours{1},
                                  .kind = EventKind::refusal,
                                  .state = "HELD",
                                  .code = "PORT_TAKEN",
                                  .message = "9092 is taken",
                                  .by = {}}));
    api.events().append(to_entry({.at = WallTime{} + std::chrono::hours{2},
                                  .kind = EventKind::command,
                                  .state = "HELD",
                                  .code = {},
                                  .message = "start",
                                  .by = "alice"}));
    const auto all = api.call("GET", "/v1/events").body;
    EXPECT_THAT(all, HasSubstr(R"("code":"PORT_TAKEN")"));
    EXPECT_THAT(all, HasSubstr(R"("by":"alice")"));
    const auto warnings = api.call("GET", "/v1/events", Role::viewer, {}, {{"level", "WARN"}}).body;
    EXPECT_THAT(warnings, HasSubstr("9092"));
    EXPECT_THAT(warnings, Not(HasSubstr("alice")));
    EXPECT_EQ(api.call("GET", "/v1/events", Role::viewer, {}, {{"lvel", "WARN"}}).status, 400);
}

TEST(Probes, AnswerFromTheState) {
    Api api;
    EXPECT_EQ(api.probe("/readyz").status, 200);
    EXPECT_EQ(api.probe("/readyz").body, "ok\n");
    EXPECT_EQ(api.probe("/livez").status, 200);
    api.sim.node.on_health({.code = "NO_ANSWER", .reason = "no answer in 2 s"});
    const auto ready = api.probe("/readyz");
    EXPECT_EQ(ready.status, 503);
    EXPECT_THAT(ready.body, HasSubstr("NO_ANSWER"));
    EXPECT_EQ(api.probe("/startupz").status, 200);
    EXPECT_EQ(api.probe("/livez").status, 200);
    const auto verbose = api.probe("/readyz", {{"verbose", ""}});
    EXPECT_THAT(verbose.body, HasSubstr("[+]state ok"));
    EXPECT_THAT(verbose.body, HasSubstr("[-]answers failed"));
    EXPECT_EQ(api.probe("/healthz").status, 404);
}

TEST(Metrics, ShowStateAndCondition) {
    Api api;
    EXPECT_THAT(api.metrics().body, HasSubstr(R"(ballast_node_state{state="SERVING"} 1)"));
    EXPECT_THAT(api.metrics().body, HasSubstr("ballast_node_ready 1"));
    api.sim.exited(0, SIGKILL);
    EXPECT_THAT(api.metrics().body, HasSubstr(R"(ballast_node_condition{code="JVM_ENDED"} 1)"));
    EXPECT_THAT(api.metrics().body, HasSubstr("ballast_node_ready 0"));
}

}  // namespace
}  // namespace ballast::agent
