#include "coordinator/cli/cluster/start_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ballast::cli {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::vector<std::string> kWanted = {"zookeeper-1", "kafka-0"};

document::Document small_document() {
    document::Document document;
    document.kafka.replicas = 1;
    document.zookeeper.replicas = 1;
    return document;
}

NodeFacts down(const std::string& name) {
    return {.name = name};
}
NodeFacts running(const std::string& name, const std::string& state = "SERVING") {
    return {.name = name,
            .init = {InitFact::State::alive, {12, 1}},
            .report = AgentReport{.state = state, .ready = state == "SERVING"}};
}

ClusterFacts facts_of(std::vector<NodeFacts> nodes) {
    return {.record = ClusterRecord{.name = "demo"},
            .document = small_document(),
            .nodes = std::move(nodes)};
}

std::vector<NodeAction> actions(const StartPlan& plan) {
    std::vector<NodeAction> result;
    for (const auto& node : plan.nodes) {
        result.push_back(node.action);
    }
    return result;
}

TEST(StartPlan, StartsAllOfANewCluster) {
    const auto plan = plan_start({}, small_document(), kWanted);
    EXPECT_THAT(plan.blockers, IsEmpty());
    EXPECT_THAT(actions(plan), ElementsAre(NodeAction::start, NodeAction::start));
}

struct Case {
    const char* name;
    NodeFacts facts;
    NodeAction wanted;
    const char* note;
};

NodeFacts being_started() {
    NodeFacts facts = down("kafka-0");
    facts.init.state = InitFact::State::starting;
    return facts;
}
NodeFacts silent() {
    auto facts = running("kafka-0");
    facts.report.reset();
    return facts;
}
NodeFacts stopped_on_purpose() {
    auto facts = running("kafka-0", "STOPPED");
    facts.report->run_wanted = false;
    facts.report->reason = "disk change";
    return facts;
}

class NodeDecision : public ::testing::TestWithParam<Case> {};

TEST_P(NodeDecision, IsAsTheTableSays) {
    const auto plan =
        plan_start(facts_of({running("zookeeper-1"), GetParam().facts}), small_document(), kWanted);
    EXPECT_THAT(plan.blockers, IsEmpty());
    ASSERT_EQ(plan.nodes.size(), 2U);
    EXPECT_EQ(plan.nodes[1].action, GetParam().wanted);
    EXPECT_THAT(plan.nodes[1].note, HasSubstr(GetParam().note));
}

INSTANTIATE_TEST_SUITE_P(
    Table, NodeDecision,
    ::testing::Values(
        Case{"down", down("kafka-0"), NodeAction::start, ""},
        Case{"serving", running("kafka-0"), NodeAction::adopt, "already running (process 12)"},
        Case{"held", running("kafka-0", "HELD"), NodeAction::adopt, "already running"},
        Case{"init_in_start_up", being_started(), NodeAction::adopt, "already being started"},
        Case{"agent_dead_under_a_live_init", silent(), NodeAction::adopt, "already running"},
        Case{"stopped_on_purpose", stopped_on_purpose(), NodeAction::leave_stopped, "disk change"}),
    [](const auto& info) { return info.param.name; });

TEST(StartPlan, AnInitThatWasKilledIsStartedAnewAndNothingElse) {
    auto orphan = down("kafka-0");
    orphan.orphan = Orphan{{77, 1}, "kafka.Kafka"};
    const auto plan =
        plan_start(facts_of({running("zookeeper-1"), orphan}), small_document(), kWanted);
    EXPECT_THAT(plan.blockers, IsEmpty());
    EXPECT_THAT(actions(plan), ElementsAre(NodeAction::adopt, NodeAction::start));
    EXPECT_FALSE(plan.nodes[0].lost_jvm);
    EXPECT_EQ(plan.nodes[1].lost_jvm.value_or(Orphan{}).process.pid, 77);
}

TEST(StartPlan, AJvmWithoutItsInitCountsAsRunningForAnotherDocument) {
    auto orphan = down("kafka-0");
    orphan.orphan = Orphan{{77, 1}, "kafka.Kafka"};
    auto wanted = small_document();
    wanted.kafka.replicas = 3;
    const auto plan = plan_start(facts_of({down("zookeeper-1"), orphan}), wanted, kWanted);
    EXPECT_THAT(plan.blockers, Contains(HasSubstr("kafka-0 is up")));
}

TEST(StartPlan, RefusesAnotherSizeWhileSomethingRuns) {
    auto wanted = small_document();
    wanted.kafka.replicas = 3;
    const auto plan =
        plan_start(facts_of({running("zookeeper-1"), down("kafka-0")}), wanted, kWanted);
    EXPECT_THAT(plan.blockers, Contains(HasSubstr("kafka.replicas: 1 -> 3")));
    EXPECT_THAT(plan.blockers, Contains(HasSubstr("ballast down")));
}

TEST(StartPlan, AcceptsAnotherDocumentWhenAllIsDownAndSaysWhatChanges) {
    auto wanted = small_document();
    wanted.kafka.replicas = 3;
    const auto plan = plan_start(facts_of({down("zookeeper-1"), down("kafka-0")}), wanted, kWanted);
    EXPECT_THAT(plan.blockers, IsEmpty());
    EXPECT_THAT(plan.differences, Contains(HasSubstr("kafka.replicas: 1 -> 3")));
}

TEST(StartPlan, RefusesChangesThatWouldLoseData) {
    auto facts = facts_of({down("zookeeper-1"), down("kafka-0")});
    facts.document->kafka.replicas = 3;
    const auto plan = plan_start(facts, small_document(), kWanted);
    EXPECT_THAT(plan.blockers, Contains(HasSubstr("kafka.replicas")));
}

TEST(StartPlan, RefusesAClusterThatIsBeingPurged) {
    auto facts = facts_of({});
    facts.record->purging = true;
    EXPECT_THAT(plan_start(facts, small_document(), kWanted).blockers,
                ElementsAre(HasSubstr("--purge")));
}

TEST(StartPlan, AdoptsEverythingOfARunningCluster) {
    const auto plan = plan_start(facts_of({running("zookeeper-1"), running("kafka-0")}),
                                 small_document(), kWanted);
    EXPECT_THAT(plan.blockers, IsEmpty());
    EXPECT_THAT(actions(plan), ElementsAre(NodeAction::adopt, NodeAction::adopt));
}

}  // namespace
}  // namespace ballast::cli
