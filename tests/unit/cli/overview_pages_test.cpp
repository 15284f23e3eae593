#include "coordinator/cli/overview/pages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/json.hpp"
#include "tests/unit/cli/fake_terminal.hpp"

namespace ballast::cli {
namespace {

using test::FakeTerminal;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class OverviewPages : public testing::Test {
  protected:
    FakeTerminal fake_;
    Terminal terminal_ = fake_.make();

    static Json::Value json(std::string_view text) {
        const auto parsed = parse_json(text);
        EXPECT_TRUE(parsed) << text;
        return parsed ? *parsed : Json::Value();
    }
};

TEST_F(OverviewPages, HealthHasTheVerdictItsReasonsAndWhatToDo) {
    const auto page = health_page(json(R"({
        "cluster":"demo","verdict":"DEGRADED","age_seconds":1.23,"restart_blocked":true,
        "findings":[{"code":"AT_MIN_ISR","severity":"warning","message":"6 partitions (a-0) wait",
                     "next_step":"wait until they are back"},
                    {"code":"RF_ONE","severity":"info","message":"1 partition","next_step":""}]})"),
                                  terminal_);
    EXPECT_EQ(page,
              "demo: DEGRADED (facts at most 1.2 s old)\n"
              "\nwarning  AT_MIN_ISR  6 partitions (a-0) wait\n"
              "    next: wait until they are back\n"
              "\ninfo  RF_ONE  1 partition\n"
              "\nno node may be stopped now (ballast may-stop NODE tells why)\n");
}

TEST_F(OverviewPages, TopHasATableForEachRoleAndDashesForTheUnknown) {
    const auto page = top_page(json(R"({"age_seconds":0.5,"nodes":[
        {"name":"kafka-0","role":"kafka","state":"SERVING","ready":true,"code":"","rack":"a",
         "heard_seconds_ago":0.44,"disk":{"free_bytes":25,"total_bytes":100},
         "kafka":{"registered":true,"controller":true,"partitions":12,"leaders":4,
                  "under_replicated":1,"under_min_isr":0,"at_min_isr":2},"zookeeper":null},
        {"name":"kafka-1","role":"kafka","state":"","ready":false,"code":"","rack":"",
         "heard_seconds_ago":null,"disk":{"free_bytes":0,"total_bytes":0},"kafka":null,
         "zookeeper":null},
        {"name":"zookeeper-1","role":"zookeeper","state":"SERVING","ready":true,"code":"",
         "heard_seconds_ago":1,"disk":{"free_bytes":0,"total_bytes":0},"kafka":null,
         "zookeeper":{"mode":"leader","serving":true,"synced_followers":2,"zxid":"0x1",
                      "latency_avg_ms":0.5,"latency_max_ms":7,"connections":4,"outstanding":0}}]})"),
                               terminal_);
    EXPECT_THAT(page, AllOf(HasSubstr("kafka-0"), HasSubstr("controller"), HasSubstr("75%"),
                            HasSubstr("leader"), HasSubstr("facts at most 0.5 s old")));
    EXPECT_THAT(page, HasSubstr("kafka-1  UNKNOWN  -"));
}

TEST_F(OverviewPages, MayStopSaysYesNoOrThatItCannotBeJudged) {
    EXPECT_EQ(may_stop_page(json(R"({"answer":"yes","nodes":["kafka-1"],"blockers":[],
                                     "age_seconds":0.2})"),
                            terminal_),
              "yes: kafka-1 may be stopped now (facts at most 0.2 s old)\n");
    EXPECT_EQ(may_stop_page(json(R"({"answer":"no","nodes":["kafka-0","kafka-1"],"age_seconds":1,
                                     "blockers":[{"code":"UNDER_MIN_ISR","message":"because"}]})"),
                            terminal_),
              "no: kafka-0, kafka-1 must not be stopped now together (facts at most 1.0 s old)\n"
              "  UNDER_MIN_ISR  because\n");
    EXPECT_THAT(may_stop_page(json(R"({"answer":"unknown","nodes":["kafka-1"],"age_seconds":null,
                                       "blockers":[{"code":"NO_SNAPSHOT","message":"none"}]})"),
                              terminal_),
                AllOf(HasSubstr("unknown: kafka-1 cannot be judged (nothing is known yet)"),
                      HasSubstr("NO_SNAPSHOT  none")));
}

TEST_F(OverviewPages, APlanHasItsBatchesAndItsRefusals) {
    const auto page = plan_page(json(R"({"kind":"roll","age_seconds":0.3,"expected_seconds":95,
        "batches":[{"number":1,"nodes":["kafka-1","kafka-4"],"why":"both of rack a",
                    "expected_seconds":65}],
        "last":{"node":"kafka-0","why":"it is the controller"},
        "costs":[{"code":"RF_ONE","message":"one is away"}],
        "refused":[{"node":"kafka-2","code":"RF_AT_MIN_ISR","message":"cannot be written"}]})"),
                                terminal_);
    EXPECT_THAT(page, AllOf(HasSubstr("kafka-1, kafka-4"), HasSubstr("1m5s"),
                            HasSubstr("last: kafka-0: it is the controller"),
                            HasSubstr("unavailable meanwhile, as allowed:\n  RF_ONE"),
                            HasSubstr("refused:\n  kafka-2  RF_AT_MIN_ISR  cannot be written")));
    EXPECT_THAT(page, HasSubstr("expected: 1m35s in all (facts at most 0.3 s old)"));
}

TEST_F(OverviewPages, WhatAnotherVersionLeavesOutDoesNotHurt) {
    const Json::Value nothing(Json::objectValue);
    for (const auto& page : {health_page(nothing, terminal_), top_page(nothing, terminal_),
                             may_stop_page(nothing, terminal_), plan_page(nothing, terminal_)}) {
        EXPECT_FALSE(page.empty());
    }
    EXPECT_THAT(health_page(json(R"({"verdict":"O\u001bK","cluster":"d"})"), terminal_),
                Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace ballast::cli
