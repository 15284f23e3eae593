#include "agent/metrics/agent_metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <set>
#include <sstream>

namespace ballast::agent {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

MetricsInput full_input() {
    MetricsInput input;
    input.report.identity.cluster = "demo";
    input.report.identity.name = "kafka-0";
    input.report.state = State::recovering;
    input.report.code = "LOG_RECOVERY";
    input.report.since = WallTime{} + std::chrono::seconds{1000};
    input.report.agent_pid = getpid();
    input.report.restarts = 3;
    input.report.rss_bytes = 4096;
    input.report.conditions = {{{.code = "DISK_LOW", .reason = {}, .next_step = {}}, {}},
                               {{.code = "LOG_RECOVERY", .reason = {}, .next_step = {}}, {}}};
    input.disks = {{.path = "/data/\"a\"\n", .free_bytes = 5, .total_bytes = 10}};
    input.needed_free_bytes = 2;
    input.recovery = {.done = 7, .total = 9};
    input.agent_version = "0.1.0";
    input.log_dropped = {{"kafka", 4}, {"events", 0}};
    input.certificate_expires = WallTime{} + std::chrono::seconds{2'000'000'000};
    return input;
}

TEST(AgentMetrics, TellTheNode) {
    const auto text = AgentMetrics().text(full_input());
    for (const auto* line : {
             R"(ballast_agent_info{cluster="demo",node="kafka-0",role="kafka",version="0.1.0"} 1)",
             R"(ballast_node_state{state="RECOVERING"} 1)",
             R"(ballast_node_state{state="SERVING"} 0)",
             R"(ballast_node_state{state="FROZEN"} 0)",
             "ballast_node_ready 0",
             "ballast_node_on_hold 0",
             "ballast_node_since_seconds 1000",
             "ballast_node_restarts_total 3",
             R"(ballast_node_condition{code="LOG_RECOVERY"} 1)",
             R"(ballast_node_condition{code="DISK_LOW"} 1)",
             R"(ballast_disk_free_bytes{path="/data/\"a\"\n"} 5)",
             "ballast_disk_needed_free_bytes 2",
             "ballast_jvm_resident_bytes 4096",
             "ballast_certificate_expires_seconds 2000000000",
             "ballast_recovery_logs_done 7",
             "ballast_recovery_logs 9",
             R"(ballast_log_dropped_total{log="kafka"} 4)",
             R"(ballast_log_dropped_total{log="events"} 0)",
             R"(ballast_log_entries_total{level="ERROR"} 0)",
         }) {
        EXPECT_THAT(text, HasSubstr(std::string(line) + "\n"));
    }
    EXPECT_THAT(text, Not(HasSubstr("ballast_agent_resident_bytes 0\n")));
}

TEST(AgentMetrics, LeaveOutWhatIsNotKnown) {
    MetricsInput input;
    input.disks = {{.path = "/gone", .free_bytes = -1}};
    const auto text = AgentMetrics().text(input);
    for (const auto* name :
         {"ballast_certificate_expires_seconds", "ballast_recovery_logs", "/gone",
          "ballast_node_condition{", "ballast_jvm_exits_total", "ballast_log_dropped_total{"}) {
        EXPECT_THAT(text, Not(HasSubstr(name)));
    }
}

TEST(AgentMetrics, CountWhatTheyAreTold) {
    AgentMetrics metrics;
    metrics.count_exit("");
    metrics.count_exit("OUT_OF_MEMORY");
    metrics.count_exit("OUT_OF_MEMORY");
    metrics.count_command("stop", "accepted");
    metrics.count_entry(LogLevel::warn);
    metrics.observe_lateness(std::chrono::milliseconds{3});
    metrics.observe_lateness(std::chrono::milliseconds{700});
    for (int i = 0; i < 2; ++i) {  // asking counts nothing twice
        const auto text = metrics.text(full_input());
        for (const auto* line : {
                 R"(ballast_jvm_exits_total{code="none"} 1)",
                 R"(ballast_jvm_exits_total{code="OUT_OF_MEMORY"} 2)",
                 R"(ballast_agent_commands_total{result="accepted",verb="stop"} 1)",
                 R"(ballast_log_entries_total{level="WARN"} 1)",
                 "ballast_node_restarts_total 3",
                 "ballast_agent_loop_lateness_seconds_count 2",
                 R"(ballast_agent_loop_lateness_seconds_bucket{le="0.005"} 1)",
                 R"(ballast_agent_loop_lateness_seconds_bucket{le="0.5"} 1)",
                 R"(ballast_agent_loop_lateness_seconds_bucket{le="2"} 2)",
             }) {
            EXPECT_THAT(text, HasSubstr(std::string(line) + "\n"));
        }
    }
}

// Each family once, with its help and type before its values.
TEST(AgentMetrics, AreWellFormed) {
    AgentMetrics metrics;
    metrics.count_exit("");
    metrics.count_command("stop", "accepted");
    std::istringstream lines(metrics.text(full_input()));
    std::set<std::string> families;
    std::string family;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("# HELP ")) {
            EXPECT_THAT(line, MatchesRegex("# HELP ballast_[a-z_]+ [A-Z1].+"));
            family = line.substr(7, line.find(' ', 7) - 7);
            EXPECT_TRUE(families.insert(family).second) << family;
        } else if (line.starts_with("# TYPE ")) {
            EXPECT_THAT(line, MatchesRegex("# TYPE " + family + " (gauge|counter|histogram)"));
            EXPECT_EQ(line.ends_with("counter"), family.ends_with("_total")) << line;
        } else {
            EXPECT_TRUE(line.starts_with(family)) << line;
        }
    }
    EXPECT_EQ(families.size(), 19U);
}

}  // namespace
}  // namespace ballast::agent
