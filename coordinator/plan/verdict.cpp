#include "coordinator/plan/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "coordinator/plan/evidence.hpp"
#include "coordinator/plan/trouble.hpp"
#include "coordinator/plan/zookeeper_rule.hpp"

namespace ballast::coordinator {
namespace {

struct TroubleRow {
    Trouble trouble;
    std::string_view code;
    Severity severity;
    bool blocks_restart;
    std::string_view words;  // of the partitions
    std::string_view next_step;
};

// The worst first.
constexpr std::array<TroubleRow, kTroubleKinds> kTroubles{{
    {Trouble::offline, "OFFLINE_PARTITIONS", Severity::critical, true,
     "{} without a leader: they can be neither read nor written",
     "start the brokers that have their replicas"},
    {Trouble::under_min_isr, "UNDER_MIN_ISR", Severity::critical, true,
     "{} below min.insync.replicas: writes with acks=all fail",
     "start the brokers that are down and wait until their replicas are in sync"},
    {Trouble::min_isr_unknown, "MIN_ISR_UNKNOWN", Severity::unknown, true,
     "min.insync.replicas is not known of {}", "look at `failure` in GET /v1/cluster"},
    {Trouble::at_min_isr, "AT_MIN_ISR", Severity::warning, true,
     "{} with no in-sync replica to spare",
     "wait until the missing replicas are in sync: until then none of their brokers may stop"},
    {Trouble::under_replicated, "UNDER_REPLICATED", Severity::warning, false,
     "{} with replicas that are not in sync", "start the brokers that are down, or wait"},
    {Trouble::reassigning, "REASSIGNING", Severity::info, false, "{} being reassigned", ""},
    {Trouble::rf_one, "RF_ONE", Severity::info, false,
     "{} with one replica: unavailable whenever its broker restarts",
     "raise their replication factor, or allow it with --allow-unavailable"},
    {Trouble::rf_at_min_isr, "RF_AT_MIN_ISR", Severity::info, false,
     "{} with no more replicas than min.insync.replicas: no write with acks=all whenever one of "
     "their brokers restarts",
     "raise their replication factor, or allow it with --allow-unavailable"},
}};

void add_partitions(const ClusterView& view, std::vector<Finding>& findings) {
    const auto alive = registered_brokers(view.kafka);
    const auto& table = view.kafka.partitions;
    std::array<NamedPartitions, kTroubles.size()> found;
    for (std::size_t place = 0; place < table.partitions(); ++place) {
        const auto partition = table.at(place);
        const auto troubles =
            troubles_of(partition, table.topics()[partition.topic].min_isr, alive);
        for (std::size_t i = 0; i < troubles.size(); ++i) {
            if (troubles.test(i)) {
                found.at(i).add(table.name(place));
            }
        }
    }
    for (const auto& row : kTroubles) {
        auto& partitions = found.at(static_cast<std::size_t>(row.trouble));
        if (partitions.count > 0) {
            findings.push_back({.code = std::string(row.code),
                                .severity = row.severity,
                                .message = fmt::format(fmt::runtime(row.words), words(partitions)),
                                .next_step = std::string(row.next_step),
                                .blocks_restart = row.blocks_restart,
                                .nodes = {},
                                .partitions = std::move(partitions)});
        }
    }
}

void add_node(const ClusterView& view, const NodeView& node, std::vector<Finding>& findings) {
    const auto add = [&](std::string_view code, Severity severity, bool blocks, std::string message,
                         std::string next_step) {
        findings.push_back({.code = std::string(code),
                            .severity = severity,
                            .message = std::move(message),
                            .next_step = std::move(next_step),
                            .blocks_restart = blocks,
                            .nodes = {node.name},
                            .partitions = {}});
    };
    if (!is_fresh(view, node.heard)) {
        add("NODE_SILENT", Severity::warning, true,
            fmt::format("the agent of {} is not heard{}{}", node.name,
                        node.silence.empty() ? "" : ": ", node.silence),
            "ballast status tells whether it runs");
        return;
    }
    if (node.on_hold) {
        add("NODE_ON_HOLD", Severity::info, false, fmt::format("{} is on hold", node.name),
            fmt::format("ballast node release {}", node.name));
    }
    if (!node.ready) {
        const bool held = node.state == "HELD";
        add(held ? "NODE_HELD" : "NODE_NOT_READY", Severity::warning, true,
            fmt::format("{} is {}{}{}", node.name, node.state, node.reason.empty() ? "" : ": ",
                        node.reason),
            node.next_step.empty() ? fmt::format("ballast node show {}", node.name)
                                   : node.next_step);
    }
    const bool registered = is_registered(view.kafka, node.id);
    if (node.role == Role::kafka && is_fresh(view, view.kafka.taken) && node.ready && !registered) {
        add("BROKER_NOT_REGISTERED", Severity::warning, true,
            fmt::format("{} serves by its agent's word and is not registered in Kafka", node.name),
            "if it stays so, look at its session with ZooKeeper: ballast logs " + node.name);
    }
    if (node.role == Role::kafka && is_fresh(view, view.kafka.taken) && node.state != "SERVING" &&
        registered) {
        add("EVIDENCE_DISAGREES", Severity::warning, true,
            fmt::format("{} is {} by its agent's word and still registered in Kafka", node.name,
                        node.state),
            "it passes when its session in ZooKeeper ends");
    }
}

void add_snapshot(const ClusterView& view, std::vector<Finding>& findings) {
    for (auto& missing : missing_facts(view)) {
        findings.push_back({.code = missing.code,
                            .severity = Severity::unknown,
                            .message = missing.message,
                            .next_step = "what is said of partitions is as old as that",
                            .blocks_restart = true,
                            .nodes = {},
                            .partitions = {}});
    }
    if (is_fresh(view, view.kafka.taken) && !view.kafka.controller) {
        findings.push_back({.code = "CONTROLLER_UNKNOWN",
                            .severity = Severity::warning,
                            .message = "Kafka names no controller",
                            .next_step = "it passes when one is elected; ballast logs --grep "
                                         "controller",
                            .blocks_restart = true,
                            .nodes = {},
                            .partitions = {}});
    }
}

void add_ensemble(const ClusterView& view, std::vector<Finding>& findings) {
    const auto ensemble = ensemble_of(view);
    const auto add = [&](std::string_view code, Severity severity, std::string message,
                         std::string next_step) {
        findings.push_back({.code = std::string(code),
                            .severity = severity,
                            .message = std::move(message),
                            .next_step = std::move(next_step),
                            .blocks_restart = true,
                            .nodes = ensemble.down,
                            .partitions = {}});
    };
    const int possible = ensemble.serving + static_cast<int>(ensemble.doubts.size());
    if (possible < ensemble.majority()) {
        add("ZOOKEEPER_NO_MAJORITY", Severity::critical,
            fmt::format("{} of {} ZooKeeper servers serve, and {} are needed", ensemble.serving,
                        ensemble.wanted, ensemble.majority()),
            "start the servers that are down; never start them with empty volumes");
        return;
    }
    if (!ensemble.down.empty()) {
        add("ZOOKEEPER_NO_SPARE", Severity::warning,
            fmt::format("{} of {} ZooKeeper servers serve", ensemble.serving, ensemble.wanted),
            "start the others: until then no node may stop");
    }
    if (!ensemble.doubts.empty()) {
        return;  // told of the node: silent, or not ready
    }
    if (ensemble.leader == nullptr) {
        add("ZOOKEEPER_LEADER_UNKNOWN", Severity::warning,
            "no ZooKeeper server, or more than one, says it leads",
            "it passes when one is elected");
    } else if (!ensemble.standalone && ensemble.leader->synced_followers != ensemble.serving - 1) {
        add("ZOOKEEPER_FOLLOWERS_NOT_SYNCED", Severity::warning,
            fmt::format("{} of {} followers are synced",
                        ensemble.leader->synced_followers.value_or(0), ensemble.serving - 1),
            "wait until they are");
    }
}

Verdict verdict_of(const std::vector<Finding>& findings) {
    const auto has = [&](Severity severity) {
        return std::ranges::any_of(
            findings, [&](const Finding& finding) { return finding.severity == severity; });
    };
    return has(Severity::critical)  ? Verdict::unsafe
           : has(Severity::unknown) ? Verdict::unknown
           : has(Severity::warning) ? Verdict::degraded
                                    : Verdict::ok;
}

}  // namespace

std::string_view to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::ok:
            return "OK";
        case Verdict::degraded:
            return "DEGRADED";
        case Verdict::unsafe:
            return "UNSAFE";
        case Verdict::unknown:
            return "UNKNOWN";
    }
    return "UNKNOWN";
}

Health judge(const ClusterView& view) {
    std::vector<Finding> found;
    add_snapshot(view, found);
    add_ensemble(view, found);
    add_partitions(view, found);
    for (const auto& node : view.nodes) {
        add_node(view, node, found);
    }
    Health health;
    for (const auto severity :
         {Severity::critical, Severity::warning, Severity::unknown, Severity::info}) {
        std::ranges::copy_if(found, std::back_inserter(health.findings),
                             [&](const Finding& finding) { return finding.severity == severity; });
    }
    health.verdict = verdict_of(health.findings);
    health.restart_blocked = std::ranges::any_of(health.findings, &Finding::blocks_restart);
    return health;
}

}  // namespace ballast::coordinator
