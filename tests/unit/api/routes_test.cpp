#include <fmt/format.h>
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
        {"GET", "/v1/logs", Role::none, 401},
        {"POST", "/v1/logs", Role::operator_, 405},
        {"GET", "/v1/events", Role::node, 403},
        {"PUT", "/v1/events", Role::operator_, 405},
        {"POST", "/v1/commands", Role::none, 401},
        {"POST", "/v1/commands", Role::node, 403},
        {"POST", "/v1/commands", Role::operator_, 400},
        {"GET", "/v1/commands/x", Role::none, 401},
        {"GET", "/v1/commands/x", Role::node, 403},
        {"GET", "/metrics", Role::none, 401},
        {"GET", "/metrics", Role::node, 403},
        {"GET", "/metrics", Role::viewer, 200},
        {"GET", "/readyz", Role::viewer, 404},
        {"POST", "/v1/kafka", Role::none, 401},
        {"POST", "/v1/kafka", Role::node, 403},
        {"POST", "/v1/kafka", Role::coordinator, 400},
        {"GET", "/v1/zookeeper", Role::node, 403},
        {"GET", "/v1/zookeeper", Role::viewer, 409},
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
    for (const auto* member : {"name",
                               "role",
                               "id",
                               "state",
                               "ready",
                               "code",
                               "reason",
                               "next_step",
                               "since",
                               "pid",
                               "agent_pid",
                               "address",
                               "rack",
                               "restarts",
                               "heap_bytes",
                               "rss_bytes",
                               "config_revision",
                               "cluster",
                               "incarnation",
                               "intent",
                               "last_exit",
                               "last_exits",
                               "on_hold",
                               "conditions",
                               "transitions",
                               "probes",
                               "disks",
                               "recovery",
                               "clean_stop",
                               "versions",
                               "certificate_expires",
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

TEST(Commands, WithAWrongBodySayWhichMemberAndChangeNothing) {
    struct Case {
        const char* body;
        const char* words;
    };
    const std::string long_reason(1001, 'x');
    const auto too_long = R"({"id":"a","verb":"stop","reason":")" + long_reason + "\"}";
    const Case cases[] = {
        {"", ""},
        {"[]", ""},
        {"\"stop\"", ""},
        {R"({"verb":"stop"})", "/id"},
        {R"({"id":7,"verb":"stop"})", "/id"},
        {R"({"id":"","verb":"stop"})", "/id"},
        {R"({"id":"a b","verb":"stop"})", "/id"},
        {R"({"id":"a"})", "/verb"},
        {R"({"id":"a","verb":"Stop"})", "/verb"},
        {R"({"id":"a","verb":"stop","force":true})", "force"},
        {R"({"id":"a","verb":"stop","reason":"two\nlines"})", "/reason"},
        {too_long.c_str(), "/reason"},
        {R"({"id":"a","verb":"stop","epoch":0})", "/epoch"},
        {R"({"id":"a","verb":"stop","epoch":"1"})", "/epoch"},
        {R"({"id":"a","verb":"stop","expected_incarnation":1})", "/expected_incarnation"},
        {R"({"id":"a","verb":"stop","force_after_seconds":0})", "/force_after_seconds"},
        {R"({"id":"a","verb":"stop","force_after_seconds":86401})", "/force_after_seconds"},
        {R"({"id":"a","verb":"stop","binary":"/x"})", "/binary"},
        {R"({"id":"a","verb":"upgrade_agent"})", "/binary"},
        {R"({"id":"a","verb":"upgrade_agent","binary":"x","sha256":""})", "/binary"},
        {R"({"id":"a","verb":"upgrade_agent","binary":"/x","sha256":"AB"})", "/sha256"},
    };
    Api api;
    for (const auto& one : cases) {
        const auto refused = api.call("POST", "/v1/commands", Role::operator_, one.body);
        EXPECT_EQ(refused.status, 400) << one.body;
        EXPECT_EQ(code_of(refused), "INVALID") << one.body;
        EXPECT_THAT(json(refused)["error"]["message"].asString(), HasSubstr(one.words));
    }
    EXPECT_EQ(api.keeps, 0);
    EXPECT_THAT(api.sim.signals, IsEmpty());
    EXPECT_THAT(api.metrics().body, Not(HasSubstr("ballast_agent_commands_total")));
}

TEST(Commands, AnswerWithTheNodeAndTheVerb) {
    Api api;
    const auto answer = json(api.call("POST", "/v1/commands", Role::operator_,
                                      R"({"id":"h","verb":"hold","reason":"disk swap"})"));
    EXPECT_EQ(answer["id"], "h");
    EXPECT_EQ(answer["verb"], "hold");
    EXPECT_EQ(answer["node"]["on_hold"]["by"], "alice");
    EXPECT_EQ(answer["node"]["on_hold"]["reason"], "disk swap");
    EXPECT_EQ(json(api.call("GET", "/v1/commands/h", Role::viewer))["state"], "done");
    const auto unknown = api.call("GET", "/v1/commands/other", Role::viewer);
    EXPECT_EQ(unknown.status, 404);
    EXPECT_THAT(json(unknown)["error"]["message"].asString(), HasSubstr("other"));
    EXPECT_TRUE(json(unknown)["error"]["blockers"].isArray());
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

LogEntry log_entry(int second, LogLevel level, std::string message) {
    return {.time = WallTime{} + std::chrono::seconds{second},
            .level = level,
            .logger = "kafka.server.KafkaServer",
            .message = std::move(message)};
}

TEST(Logs, AreReadAndFiltered) {
    Api api;
    api.logs().append(log_entry(1, LogLevel::info, "first"));
    api.logs().append(log_entry(2, LogLevel::warn, "second"));
    api.logs().append(log_entry(3, LogLevel::error, "third"));
    const auto ask = [&](std::map<std::string, std::string> query) {
        const auto answer = api.call("GET", "/v1/logs", Role::viewer, {}, std::move(query));
        EXPECT_EQ(answer.status, 200);
        std::string found;
        for (const auto* word : {"first", "second", "third"}) {
            found += answer.body.contains(word) ? std::string(word) + " " : "";
        }
        return found;
    };
    EXPECT_EQ(ask({}), "first second third ");
    EXPECT_EQ(ask({{"level", "warn"}}), "second third ");
    EXPECT_EQ(ask({{"grep", "^(first|third)$"}}), "first third ");
    EXPECT_EQ(ask({{"since", "1970-01-01T00:00:02Z"}}), "second third ");
    EXPECT_EQ(ask({{"tail", "1"}}), "third ");
    EXPECT_EQ(ask({{"tail", "1"}, {"level", "INFO"}, {"grep", "i"}}), "third ");
    EXPECT_EQ(ask({{"tail", "0"}}), "");
    EXPECT_EQ(ask({{"follow", "false"}, {"grep", "nothing"}}), "");
    EXPECT_THAT(api.call("GET", "/v1/logs").body, HasSubstr(R"("node":"kafka-0")"));
}

TEST(Logs, AndEventsRefuseAWrongQueryAndNameIt) {
    const std::pair<const char*, std::string> cases[] = {
        {"since", "yesterday"}, {"since", ""},    {"level", "LOUD"},
        {"tail", "-1"},         {"tail", "many"}, {"tail", "100001"},
        {"follow", "perhaps"},  {"grep", "("},    {"grep", std::string(1025, 'a')},
        {"limit", "10"},        {"Since", "5m"},
    };
    Api api;
    for (const auto* path : {"/v1/logs", "/v1/events"}) {
        for (const auto& [name, value] : cases) {
            const auto refused =
                api.call("GET", path, Role::viewer, {}, {{name, value}, {"level", "INFO"}});
            EXPECT_EQ(refused.status, 400) << path << " " << name << "=" << value;
            EXPECT_FALSE(refused.body.empty());
        }
    }
}

TEST(Events, AreFoundByCodeAndByWhoAsked) {
    Api api;
    for (const auto* who : {"alice", "bob"}) {
        api.events().append(to_entry({.at = WallTime{} + std::chrono::hours{1},
                                      .kind = EventKind::command,
                                      .state = "SERVING",
                                      .code = {},
                                      .message = "stop",
                                      .by = who}));
    }
    const auto found = api.call("GET", "/v1/events", Role::viewer, {}, {{"grep", "^bob$"}}).body;
    EXPECT_THAT(found, HasSubstr(R"("by":"bob")"));
    EXPECT_THAT(found, Not(HasSubstr("alice")));
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

TEST(Probes, FollowTheNodeFromItsStartToItsHold) {
    Api api;
    const auto answers = [&] {
        return fmt::format("{} {} {}", api.probe("/startupz").status, api.probe("/livez").status,
                           api.probe("/readyz").status);
    };
    EXPECT_EQ(answers(), "200 200 200");
    api.sim.exited(0, SIGKILL);
    EXPECT_EQ(api.sim.state(), State::backoff);
    EXPECT_THAT(answers(), testing::EndsWith("200 503"));
    api.sim.fire_timer();
    EXPECT_EQ(api.sim.state(), State::preparing);
    api.sim.must(StartStep::hold, "CLUSTER_ID_MISMATCH");
    EXPECT_EQ(answers(), "200 200 503") << "a new container would be HELD, too";
    EXPECT_THAT(api.probe("/readyz").body, HasSubstr("CLUSTER_ID_MISMATCH"));
    EXPECT_EQ(api.probe("/readyz").body, "no: HELD CLUSTER_ID_MISMATCH: because\n");
    EXPECT_THAT(api.probe("/livez", {{"verbose", "true"}}).body, HasSubstr("ms late"));
}

TEST(Probes, AnswerOnlyGet) {
    Api api;
    for (const auto* path : {"/startupz", "/livez", "/readyz"}) {
        for (const auto* method : {"POST", "PUT", "DELETE"}) {
            EXPECT_EQ(
                api.call_in(make_probe_routes(api.parts), method, path, Role::none, {}, {}).status,
                405);
        }
    }
    EXPECT_EQ(
        api.call_in(make_probe_routes(api.parts), "GET", "/v1/node", Role::none, {}, {}).status,
        404);
    EXPECT_EQ(
        api.call_in(make_metrics_routes(api.parts), "GET", "/readyz", Role::none, {}, {}).status,
        404);
}

TEST(Metrics, ShowWhatTheNodeShows) {
    Api api;
    const auto plain = api.parts.view;
    api.parts.view = [plain] {
        auto view = plain();
        view.disks = {{.path = "/data", .free_bytes = 5}};
        view.needed_free_bytes = 2;
        view.recovery = RecoveryView{.done = 7, .total = 9, .left = {}};
        view.versions.agent = "0.1.0";
        view.certificate_expires = WallTime{} + std::chrono::seconds{2'000'000'000};
        return view;
    };
    const auto text = api.metrics().body;
    for (const auto* line :
         {R"(ballast_disk_free_bytes{path="/data"} 5)", "ballast_disk_needed_free_bytes 2",
          "ballast_recovery_logs_done 7", "ballast_recovery_logs 9", R"(version="0.1.0"} 1)",
          "ballast_certificate_expires_seconds 2000000000",
          R"(ballast_log_dropped_total{log="kafka"} 0)",
          R"(ballast_log_dropped_total{log="events"} 0)"}) {
        EXPECT_THAT(text, HasSubstr(std::string(line) + "\n"));
    }
    EXPECT_THAT(api.metrics().content_type, HasSubstr("version=0.0.4"));
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
