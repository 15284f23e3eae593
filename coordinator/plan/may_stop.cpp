#include "coordinator/plan/may_stop.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "coordinator/plan/evidence.hpp"
#include "coordinator/plan/node_rule.hpp"
#include "coordinator/plan/partition_rule.hpp"
#include "coordinator/plan/zookeeper_rule.hpp"

namespace ballast::coordinator {
namespace {

// By code: what stopping the brokers does to partitions.
using ByCode = std::map<std::string, NamedPartitions, std::less<>>;

struct Harm {
    ByCode forbidden;
    ByCode allowed;  // by the policy
};

Harm harm_of(const PartitionTable& table, const BrokerSet& stopped, const BrokerSet& alive,
             const StopPolicy& policy) {
    Harm harm;
    for (std::size_t place = 0; place < table.partitions(); ++place) {
        const auto partition = table.at(place);
        if (std::ranges::none_of(partition.replicas,
                                 [&](auto broker) { return stopped[broker]; })) {
            continue;
        }
        const auto code = harm_to(partition, table.topics()[partition.topic].min_isr, stopped,
                                  alive, policy.spare);
        if (code.empty()) {
            continue;
        }
        const bool excused = policy.allow_unavailable && is_excusable(code);
        (excused ? harm.allowed : harm.forbidden)[std::string(code)].add(table.name(place));
    }
    return harm;
}

std::vector<Blocker> to_blockers(const ByCode& harm, const std::string& nodes) {
    std::vector<Blocker> blockers;
    for (const auto& [code, partitions] : harm) {
        blockers.push_back({.code = code,
                            .message = describe_harm(code, nodes, partitions),
                            .partitions = partitions,
                            .unknown = code == "MIN_ISR_UNKNOWN"});
    }
    return blockers;
}

MayStop conclude(MayStop result) {
    result.answer = result.blockers.empty()                                   ? Answer::yes
                    : std::ranges::all_of(result.blockers, &Blocker::unknown) ? Answer::unknown
                                                                              : Answer::no;
    return result;
}

void append(std::vector<Blocker>& to, std::vector<Blocker> more) {
    std::ranges::move(more, std::back_inserter(to));
}

MayStop may_stop_brokers(const ClusterView& view, const std::vector<const NodeView*>& nodes,
                         MayStop result, const StopPolicy& policy) {
    append(result.blockers, missing_facts(view));
    if (!result.blockers.empty()) {
        return conclude(std::move(result));
    }
    append(result.blockers, ensemble_blockers(ensemble_of(view)));
    const auto& table = view.kafka.partitions;
    BrokerSet stopped(table.brokers().size());
    for (const auto* node : nodes) {
        if (const auto broker = table.find_broker(node->id)) {
            stopped[*broker] = true;
        }
    }
    const auto evidence = weigh(view);
    const auto words = fmt::format("{}", fmt::join(result.nodes, ", "));
    const auto harm = harm_of(table, stopped, evidence.alive, policy);
    if (harm.forbidden.empty()) {
        result.costs = to_blockers(harm.allowed, words);
    } else if (!evidence.doubts.empty() &&
               harm_of(table, stopped, evidence.perhaps_alive, policy).forbidden.empty()) {
        // It would be allowed if those of whom nothing sure is known were well.
        append(result.blockers, evidence.doubts);
    } else {
        append(result.blockers, to_blockers(harm.forbidden, words));
    }
    return conclude(std::move(result));
}

}  // namespace

std::string_view to_string(Answer answer) {
    switch (answer) {
        case Answer::yes:
            return "yes";
        case Answer::no:
            return "no";
        case Answer::unknown:
            return "unknown";
    }
    return "unknown";
}

MayStop may_stop(const ClusterView& view, std::span<const std::string> names,
                 const StopPolicy& policy) {
    MayStop result{.nodes = {names.begin(), names.end()}, .blockers = {}, .costs = {}};
    std::vector<const NodeView*> nodes;
    for (const auto& name : names) {
        const auto* node = find_node(view, name);
        if (node == nullptr) {
            result.blockers.push_back({.code = "NO_SUCH_NODE",
                                       .message = fmt::format("there is no node {}", name),
                                       .node = name});
            continue;
        }
        append(result.blockers, node_blockers(view, *node));
        nodes.push_back(node);
    }
    const auto servers = std::ranges::count(nodes, Role::zookeeper, &NodeView::role);
    if (servers > 0 && servers < std::ssize(nodes)) {
        result.blockers.push_back({.code = "BROKERS_AND_ZOOKEEPER_TOGETHER",
                                   .message = "a broker and a ZooKeeper server are never stopped "
                                              "together"});
    } else if (servers > 1) {
        result.blockers.push_back({.code = "ZOOKEEPER_NO_SPARE",
                                   .message = "ZooKeeper servers are stopped one at a time"});
    }
    if (nodes.empty() || std::ranges::any_of(result.blockers, [](const Blocker& blocker) {
            return !blocker.unknown;
        })) {
        return conclude(std::move(result));
    }
    if (servers == 0) {
        return may_stop_brokers(view, nodes, std::move(result), policy);
    }
    auto stop = may_stop_server(view, *nodes.front(), policy);
    append(result.blockers, std::move(stop.blockers));
    result.costs = std::move(stop.costs);
    return conclude(std::move(result));
}

}  // namespace ballast::coordinator
