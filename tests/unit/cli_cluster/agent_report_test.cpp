#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "coordinator/cli/cluster/agents.hpp"

namespace ballast::cli {
namespace {

using ::testing::HasSubstr;

TEST(AgentReport, TakesWhatDecisionsNeed) {
    const auto report = parse_agent_report(
        R"({"name":"kafka-0","state":"SERVING","ready":true,"code":"","reason":"serves",
            "pid":12,"agent_pid":11,"intent":"running","config_revision":"abc","last_exit":null})");
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(*report, (AgentReport{.state = "SERVING",
                                    .ready = true,
                                    .reason = "serves",
                                    .pid = 12,
                                    .config_revision = "abc"}));
}

TEST(AgentReport, SeesAStopOnPurpose) {
    const auto report = parse_agent_report(
        R"({"state":"STOPPED","intent":"stopped","last_exit":{"exit_code":143,"signal":0}})");
    ASSERT_TRUE(report);
    EXPECT_FALSE(report->run_wanted);
    EXPECT_EQ(report->last_exit, "143");
}

TEST(AgentReport, RefusesWhatIsNone) {
    EXPECT_FALSE(parse_agent_report("[]"));
    EXPECT_FALSE(parse_agent_report("{}"));
    EXPECT_THAT(parse_agent_report(R"({"state":5})").error().message, HasSubstr("state"));
}

}  // namespace
}  // namespace ballast::cli
