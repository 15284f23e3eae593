#include "agent/api/node_json.hpp"

#include <gtest/gtest.h>
#include <json/json.h>

#include "common/json.hpp"

namespace ballast::agent {
namespace {

WallTime at(int seconds) {
    return WallTime{} + std::chrono::seconds{seconds};
}

TEST(NodeJson, OfANodeOfWhichNothingIsKnown) {
    const auto node = to_json_value({});
    for (const auto* member : {"on_hold", "last_exit", "recovery", "clean_stop"}) {
        EXPECT_TRUE(node.isMember(member)) << member;
        EXPECT_TRUE(node[member].isNull()) << member;
    }
    for (const auto* member : {"conditions", "transitions", "last_exits", "disks"}) {
        EXPECT_TRUE(node[member].isArray()) << member;
        EXPECT_TRUE(node[member].empty()) << member;
    }
    EXPECT_EQ(node["certificate_expires"], "");
    EXPECT_EQ(node["pid"], 0);
    EXPECT_EQ(node["epoch"], 0U);
    EXPECT_FALSE(node["versions"].isMember("init_protocol"));
}

TEST(NodeJson, TellsHoldConditionsAndHistory) {
    NodeView view;
    auto& report = view.report;
    report.state = State::held;
    report.code = "PORT_TAKEN";
    report.reason = "9092 is taken";
    report.next_step = "stop process 7";
    report.run_wanted = false;
    report.epoch = 12;
    report.on_hold = OnHold{.by = "alice", .reason = "look", .since = at(1)};
    report.conditions = {
        {{.code = "DISK_LOW", .reason = "5 % free", .next_step = "grow it"}, at(2)}};
    report.transitions = {{.at = at(3),
                           .from = State::preparing,
                           .to = State::held,
                           .code = "PORT_TAKEN",
                           .reason = "9092 is taken"}};
    const auto node = to_json_value(view);
    EXPECT_EQ(node["state"], "HELD");
    EXPECT_EQ(node["next_step"], "stop process 7");
    EXPECT_EQ(node["intent"], "stopped");
    EXPECT_EQ(node["epoch"], 12U);
    EXPECT_EQ(to_json(node["on_hold"]),
              R"({"by":"alice","reason":"look","since":"1970-01-01T00:00:01Z"})");
    EXPECT_EQ(to_json(node["conditions"]), R"([{"code":"DISK_LOW","next_step":"grow it",)"
                                           R"("reason":"5 % free",)"
                                           R"("since":"1970-01-01T00:00:02Z"}])");
    EXPECT_EQ(to_json(node["transitions"]),
              R"([{"at":"1970-01-01T00:00:03.000Z","code":"PORT_TAKEN","from":"PREPARING",)"
              R"("reason":"9092 is taken","to":"HELD"}])");
}

TEST(NodeJson, TellsHowJvmsEndedAndWhetherTheLastOneDidCleanly) {
    NodeView view;
    view.report.exits = {
        {.pid = 1, .exit_code = 143, .asked = true, .at = at(1), .clean = true},
        {.pid = 2, .signal = 9, .at = at(2), .code = "KILLED", .cause = "who?", .clean = {}}};
    auto node = to_json_value(view);
    EXPECT_EQ(node["last_exits"].size(), 2U);
    EXPECT_EQ(to_json(node["last_exits"][0]),
              R"({"asked":true,"at":"1970-01-01T00:00:01Z","cause":"","clean":true,"code":"",)"
              R"("exit_code":143,"pid":1,"signal":0})");
    EXPECT_EQ(node["last_exit"], node["last_exits"][1]) << "the newest";
    EXPECT_TRUE(node["clean_stop"].isNull()) << "not known";
    view.report.exits.back().clean = false;
    EXPECT_EQ(to_json_value(view)["clean_stop"], false);
    view.report.exits.pop_back();
    EXPECT_EQ(to_json_value(view)["clean_stop"], true);
}

TEST(NodeJson, TellsDisksRecoveryVersionsAndCertificate) {
    NodeView view;
    view.disks = {{.path = "/data", .write_error = "read-only", .free_bytes = 1, .total_bytes = 3}};
    view.needed_free_bytes = 2;
    view.recovery = RecoveryView{.done = 4, .total = 10, .left = std::chrono::seconds{60}};
    view.versions = {.agent = "0.1", .program = "3.9.2", .java = "17", .init_protocol = 2};
    view.certificate_expires = at(5);
    auto node = to_json_value(view);
    EXPECT_EQ(to_json(node["disks"]), R"([{"free_bytes":1,"needed_free_bytes":2,)"
                                      R"("path":"/data","total_bytes":3,)"
                                      R"("write_error":"read-only"}])");
    EXPECT_EQ(to_json(node["recovery"]), R"({"done":4,"eta_seconds":60,"total":10})");
    EXPECT_EQ(to_json(node["versions"]),
              R"({"agent":"0.1","init_protocol":2,"java":"17","kafka":"3.9.2"})");
    EXPECT_EQ(node["certificate_expires"], "1970-01-01T00:00:05Z");

    view.recovery->left.reset();
    view.report.identity.role = Role::zookeeper;
    node = to_json_value(view);
    EXPECT_TRUE(node["recovery"]["eta_seconds"].isNull());
    EXPECT_EQ(node["versions"]["zookeeper"], "3.9.2");
}

TEST(NodeJson, TellsTheProbesAsThePortAnswersThem) {
    NodeView view;
    view.probes = {.state = State::starting, .code = "NO_ANSWER", .reason = "not yet"};
    const auto probes = to_json_value(view)["probes"];
    EXPECT_EQ(probes["startup"]["ok"], false);
    EXPECT_EQ(probes["startup"]["reason"], "STARTING NO_ANSWER: not yet");
    EXPECT_EQ(probes["live"]["ok"], true);
    EXPECT_EQ(probes["live"]["reason"], "ok");
    EXPECT_EQ(probes["ready"]["ok"], false);
}

}  // namespace
}  // namespace ballast::agent
