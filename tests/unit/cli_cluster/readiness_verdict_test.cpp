#include "coordinator/cli/cluster/readiness_verdict.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ballast::cli {
namespace {

using std::chrono::seconds;

const SteadyTime kBegin{};
const SteadyTime kDeadline = kBegin + seconds(600);

NodeWatch node(const std::string& state, bool ready = false) {
    NodeWatch watch;
    watch.name = "n";
    watch.changed = kBegin;
    if (!state.empty()) {
        watch.report = AgentReport{.state = state, .ready = ready};
    }
    return watch;
}
NodeWatch serving() {
    return node("SERVING", true);
}
NodeWatch stopped() {
    auto watch = node("STOPPED");
    watch.report->run_wanted = false;
    return watch;
}
NodeWatch dead() {
    auto watch = node("");
    watch.init_status = 1;
    return watch;
}

struct Case {
    const char* name;
    std::vector<NodeWatch> nodes;
    seconds now;
    Verdict wanted;
};

class ReadinessVerdict : public ::testing::TestWithParam<Case> {};

TEST_P(ReadinessVerdict, IsAsTheTableSays) {
    const auto& row = GetParam();
    EXPECT_EQ(judge_readiness(row.nodes, kBegin + row.now, kDeadline), row.wanted);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ReadinessVerdict,
    ::testing::Values(
        Case{"all_ready", {serving(), serving()}, seconds(5), Verdict::ready},
        Case{"ready_at_the_last_moment", {serving()}, seconds(600), Verdict::ready},
        Case{"one_starting", {serving(), node("STARTING")}, seconds(5), Verdict::wait},
        Case{"one_silent", {serving(), node("")}, seconds(5), Verdict::wait},
        Case{"serving_is_not_yet_ready", {node("SERVING")}, seconds(5), Verdict::wait},
        Case{
            "recovery_may_take_long", {serving(), node("RECOVERING")}, seconds(300), Verdict::wait},
        Case{"deadline", {serving(), node("RECOVERING")}, seconds(600), Verdict::timed_out},
        Case{"held_and_the_rest_ready", {serving(), node("HELD")}, seconds(5), Verdict::not_ready},
        Case{"stopped_and_the_rest_ready", {stopped(), serving()}, seconds(5), Verdict::not_ready},
        Case{"init_gone_and_the_rest_ready", {dead(), serving()}, seconds(5), Verdict::not_ready},
        Case{"held_and_one_starting", {node("HELD"), node("STARTING")}, seconds(5), Verdict::wait},
        Case{"held_and_nothing_moves",
             {node("HELD"), node("STARTING")},
             seconds(30),
             Verdict::not_ready}),
    [](const auto& info) { return info.param.name; });

TEST(ReadinessVerdict, WaitsOnWhileSomethingMoves) {
    auto moving = node("STARTING");
    moving.changed = kBegin + seconds(20);
    EXPECT_EQ(judge_readiness({node("HELD"), moving}, kBegin + seconds(30), kDeadline),
              Verdict::wait);
}

TEST(Birth, NeedsAMajorityOfTheServers) {
    std::vector<NodeWatch> nodes(4);
    nodes[0] = nodes[1] = nodes[2] = serving();
    nodes[3] = serving();
    EXPECT_FALSE(is_born(nodes)) << "brokers are no servers of the ensemble";
    for (std::size_t i = 0; i < 3; ++i) {
        nodes[i] = node("STARTING");
        nodes[i].is_zookeeper = true;
    }
    nodes[0].report->ready = true;
    EXPECT_FALSE(is_born(nodes));
    nodes[1].report->ready = true;
    EXPECT_TRUE(is_born(nodes));
}

TEST(Describe, SaysStateCodeAndReason) {
    auto held = node("HELD");
    held.report->code = "CONFIG_INVALID";
    held.report->reason = "the broker ended with exit 1";
    EXPECT_EQ(describe(held), "HELD (CONFIG_INVALID): the broker ended with exit 1");
    EXPECT_EQ(describe(node("")), "no answer from its agent");
    EXPECT_EQ(describe(stopped()), "stopped on purpose");
    EXPECT_EQ(describe(dead()), "its ballast-init ended with status 1");
}

}  // namespace
}  // namespace ballast::cli
