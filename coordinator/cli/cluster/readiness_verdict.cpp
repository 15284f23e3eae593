#include "coordinator/cli/cluster/readiness_verdict.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ballast::cli {

bool is_stuck(const NodeWatch& node) {
    return node.init_status ||
           (node.report && (node.report->state == "HELD" || !node.report->run_wanted));
}

bool is_ready(const NodeWatch& node) {
    return !node.init_status && node.report && node.report->ready;
}

Verdict judge_readiness(const std::vector<NodeWatch>& nodes, SteadyTime now, SteadyTime deadline) {
    if (std::ranges::all_of(nodes, is_ready)) {
        return Verdict::ready;
    }
    const auto settled = [](const NodeWatch& node) { return is_ready(node) || is_stuck(node); };
    if (std::ranges::all_of(nodes, settled)) {
        return Verdict::not_ready;
    }
    if (now >= deadline) {
        return Verdict::timed_out;
    }
    const auto last_change = std::ranges::max(nodes, {}, &NodeWatch::changed).changed;
    const bool idle = now - last_change >= kGrace;
    return idle && std::ranges::any_of(nodes, is_stuck) ? Verdict::not_ready : Verdict::wait;
}

bool is_born(const std::vector<NodeWatch>& nodes) {
    const auto servers = std::ranges::count_if(nodes, &NodeWatch::is_zookeeper);
    const auto serving = std::ranges::count_if(
        nodes, [](const NodeWatch& node) { return node.is_zookeeper && is_ready(node); });
    return serving * 2 > servers;
}

std::string describe(const NodeWatch& node) {
    if (node.init_status) {
        return fmt::format("its ballast-init ended with status {}", *node.init_status);
    }
    if (!node.report) {
        return "no answer from its agent";
    }
    const auto& report = *node.report;
    if (!report.run_wanted && report.state == "STOPPED") {
        return report.reason.empty() ? "stopped on purpose" : report.reason;
    }
    std::string text = report.state;
    if (!report.code.empty()) {
        text += " (" + report.code + ")";
    }
    return report.reason.empty() ? text : text + ": " + report.reason;
}

}  // namespace ballast::cli
