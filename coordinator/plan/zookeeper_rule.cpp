#include "coordinator/plan/zookeeper_rule.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ballast::coordinator {
namespace {

// Brokers that are down, or may be.
std::vector<Blocker> brokers_down(const ClusterView& view) {
    std::vector<Blocker> blockers;
    for (const auto& node : view.nodes) {
        const bool heard = is_fresh(view, node.heard);
        if (node.role != Role::kafka || (heard && node.state == "SERVING")) {
            continue;
        }
        blockers.push_back(
            {.code = heard ? "BROKERS_AND_ZOOKEEPER_TOGETHER" : "NODE_SILENT",
             .message = heard ? fmt::format("{} is {}: no ZooKeeper server is stopped while a "
                                            "broker is down",
                                            node.name, node.state)
                              : fmt::format("what {} does is not known", node.name),
             .node = node.name,
             .unknown = !heard});
    }
    return blockers;
}

}  // namespace

std::vector<Blocker> ensemble_blockers(const Ensemble& ensemble) {
    auto blockers = ensemble.doubts;
    for (const auto& name : ensemble.down) {
        blockers.push_back({.code = "ZOOKEEPER_NO_SPARE",
                            .message = fmt::format("{} does not serve: no broker is stopped while "
                                                   "the ensemble is not whole",
                                                   name),
                            .node = name});
    }
    if (blockers.empty() && ensemble.leader == nullptr) {
        blockers.push_back({.code = "ZOOKEEPER_LEADER_UNKNOWN",
                            .message = "no ZooKeeper server, or more than one, says it leads",
                            .unknown = true});
    }
    return blockers;
}

ServerStop may_stop_server(const ClusterView& view, const NodeView& server,
                           const StopPolicy& policy) {
    const auto ensemble = ensemble_of(view);
    ServerStop stop{.blockers = ensemble.doubts, .costs = {}};
    if (!stop.blockers.empty()) {
        return stop;
    }
    const bool serves = std::ranges::find(ensemble.down, server.name) == ensemble.down.end();
    const int left = ensemble.serving - (serves ? 1 : 0);
    if (serves && left < ensemble.majority()) {
        Blocker blocker{
            .code = "ZOOKEEPER_NO_MAJORITY",
            .message = fmt::format("without {} only {} of {} ZooKeeper servers serve, and {} are "
                                   "needed",
                                   server.name, left, ensemble.wanted, ensemble.majority()),
            .node = server.name};
        // An ensemble of one or two can never spare a server.
        const bool never = ensemble.wanted - 1 < ensemble.majority() && ensemble.down.empty();
        (never && policy.allow_unavailable ? stop.costs : stop.blockers)
            .push_back(std::move(blocker));
    }
    if (ensemble.leader == nullptr) {
        stop.blockers.push_back({.code = "ZOOKEEPER_LEADER_UNKNOWN",
                                 .message = "no ZooKeeper server, or more than one, says it leads",
                                 .unknown = true});
    } else if (!ensemble.standalone) {
        const auto synced = ensemble.leader->synced_followers;
        if (synced != ensemble.serving - 1) {
            stop.blockers.push_back(
                {.code = "ZOOKEEPER_FOLLOWERS_NOT_SYNCED",
                 .message = synced ? fmt::format("{} of {} followers are synced", *synced,
                                                 ensemble.serving - 1)
                                   : "the leader does not say how many followers are synced",
                 .unknown = !synced});
        }
    }
    for (auto& blocker : brokers_down(view)) {
        stop.blockers.push_back(std::move(blocker));
    }
    return stop;
}

}  // namespace ballast::coordinator
