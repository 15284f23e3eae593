#include "coordinator/cli/cluster/start_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ballast::cli {
namespace {

bool is_up(const NodeFacts& node) {
    return node.init.state != InitFact::State::none || node.orphan || node.report;
}

void plan_document(const ClusterFacts& facts, const document::Document& wanted, StartPlan& plan) {
    if (!facts.document) {
        return;
    }
    const auto differences = document::differences(*facts.document, wanted);
    if (differences.empty()) {
        return;
    }
    const auto running = std::ranges::find_if(facts.nodes, is_up);
    if (running != facts.nodes.end()) {
        plan.blockers.push_back(fmt::format(
            "the cluster runs with another document ({} is up): run `ballast down` first, or leave "
            "these changes out:",
            running->name));
        for (const auto& difference : differences) {
            plan.blockers.push_back("  " + difference);
        }
        return;
    }
    for (const auto& problem : document::forbidden_changes(*facts.document, wanted)) {
        plan.blockers.push_back(document::to_string(problem));
    }
    plan.differences = differences;
}

NodePlan plan_node(const std::string& name, const NodeFacts* facts) {
    NodePlan plan{name, NodeAction::start, {}, {}};
    if (facts == nullptr || facts->init.state == InitFact::State::none) {
        plan.lost_jvm = facts == nullptr ? std::nullopt : facts->orphan;
        return plan;
    }
    plan.action = NodeAction::adopt;
    plan.note = facts->init.state == InitFact::State::alive
                    ? fmt::format("already running (process {})", facts->init.process.pid)
                    : "already being started";
    if (facts->report && !facts->report->run_wanted) {
        plan.action = NodeAction::leave_stopped;
        plan.note = facts->report->reason;
    }
    return plan;
}

}  // namespace

StartPlan plan_start(const ClusterFacts& facts, const document::Document& wanted,
                     const std::vector<std::string>& wanted_nodes) {
    StartPlan plan;
    if (facts.record && facts.record->purging) {
        plan.blockers.push_back(
            "a purge of this cluster was broken off: finish it with `ballast "
            "down --purge`, then run this command again");
        return plan;
    }
    plan_document(facts, wanted, plan);
    for (const auto& name : wanted_nodes) {
        const auto found = std::ranges::find(facts.nodes, name, &NodeFacts::name);
        plan.nodes.push_back(plan_node(name, found == facts.nodes.end() ? nullptr : &*found));
    }
    return plan;
}

}  // namespace ballast::cli
