#include <json/value.h>

#include <algorithm>
#include <set>

#include "coordinator/api/answers.hpp"
#include "coordinator/api/json_parts.hpp"
#include "coordinator/plan/evidence.hpp"
#include "coordinator/plan/partition_counts.hpp"
#include "coordinator/plan/verdict.hpp"

namespace ballast::coordinator {
namespace {

Json::Value node_name(const ClusterView& view, Role role, int id) {
    for (const auto& node : view.nodes) {
        if (node.role == role && node.id == id) {
            return node.name;
        }
    }
    return {};
}

// What nobody has looked at yet is null: a zero would say that all is well.
Json::Value partitions_value(const ClusterView& view) {
    if (!view.kafka.taken) {
        return {};
    }
    const auto counts = count_partitions(view);
    Json::Value out;
    out["total"] = count_value(counts.total);
    out["under_replicated"] = count_value(counts.under_replicated);
    out["under_min_isr"] = count_value(counts.under_min_isr);
    out["at_min_isr"] = count_value(counts.at_min_isr);
    out["offline"] = count_value(counts.offline);
    out["reassigning"] =
        view.kafka.reassignments_known ? count_value(counts.reassigning) : Json::Value();
    return out;
}

Json::Value brokers_value(const ClusterView& view) {
    Json::Value out;
    out["wanted"] = count_value(
        static_cast<std::size_t>(std::ranges::count(view.nodes, Role::kafka, &NodeView::role)));
    out["registered"] = view.kafka.taken ? count_value(view.kafka.brokers.size()) : Json::Value();
    return out;
}

Json::Value zookeeper_value(const ClusterView& view) {
    const auto ensemble = ensemble_of(view);
    Json::Value out;
    out["wanted"] = ensemble.wanted;
    out["serving"] = ensemble.serving;
    out["leader"] = ensemble.leader == nullptr
                        ? Json::Value()
                        : node_name(view, Role::zookeeper, ensemble.leader->id);
    const bool followed = ensemble.leader != nullptr && ensemble.leader->synced_followers;
    out["synced_followers"] =
        followed ? Json::Value(Json::Int64{*ensemble.leader->synced_followers}) : Json::Value();
    return out;
}

Json::Value racks_value(const ClusterView& view) {
    std::set<std::string> racks;
    for (const auto& node : view.nodes) {
        racks.insert(node.rack);
    }
    for (const auto& broker : view.kafka.brokers) {
        racks.insert(broker.rack);
    }
    racks.erase("");
    return text_array({racks.begin(), racks.end()});
}

}  // namespace

Json::Value cluster_answer(const ClusterView& view, Moment moment) {
    const auto& kafka = view.kafka;
    Json::Value out;
    out["cluster"] = view.cluster;
    out["cluster_id"] = text_or_null(kafka.cluster_id);
    put_age(view, moment, out);
    out["controller"] =
        kafka.controller ? node_name(view, Role::kafka, *kafka.controller) : Json::Value();
    out["brokers"] = brokers_value(view);
    out["zookeeper"] = zookeeper_value(view);
    out["partitions"] = partitions_value(view);
    out["topics"] = kafka.taken ? count_value(kafka.partitions.topics().size()) : Json::Value();
    out["racks"] = racks_value(view);
    out["snapshot"]["from"] = text_or_null(kafka.from);
    out["snapshot"]["failure"] = text_or_null(kafka.failure);
    out["snapshot"]["age_seconds"] = seconds_since(kafka.taken, moment.steady);
    return out;
}

}  // namespace ballast::coordinator
