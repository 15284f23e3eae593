#include <fmt/format.h>
#include <json/value.h>

#include <algorithm>

#include "coordinator/api/answers.hpp"
#include "coordinator/api/json_parts.hpp"
#include "coordinator/plan/evidence.hpp"
#include "coordinator/plan/partition_counts.hpp"

namespace ballast::coordinator {
namespace {

Json::Value disk_value(const NodeView& node) {
    if (node.disk_total_bytes <= 0) {
        return {};
    }
    Json::Value out;
    out["free_bytes"] = Json::Int64{node.disk_free_bytes};
    out["total_bytes"] = Json::Int64{node.disk_total_bytes};
    return out;
}

// By Kafka's own word. A broker that has no replica is in no table of counts.
Json::Value kafka_value(const ClusterView& view, const NodeView& node,
                        const std::vector<BrokerCounts>& by_broker) {
    if (node.role != Role::kafka || !view.kafka.taken) {
        return {};
    }
    const auto broker = view.kafka.partitions.find_broker(node.id);
    const auto counts = broker ? by_broker[*broker] : BrokerCounts{};
    Json::Value out;
    out["registered"] = is_registered(view.kafka, node.id);
    out["controller"] = view.kafka.controller == node.id;
    out["partitions"] = count_value(counts.replicas.total);
    out["leaders"] = count_value(counts.leaders);
    out["under_replicated"] = count_value(counts.replicas.under_replicated);
    out["under_min_isr"] = count_value(counts.replicas.under_min_isr);
    out["at_min_isr"] = count_value(counts.replicas.at_min_isr);
    return out;
}

Json::Value zookeeper_value(const ClusterView& view, const NodeView& node) {
    const auto server = std::ranges::find(view.zookeeper, node.id, &ZooKeeperView::id);
    if (node.role != Role::zookeeper || server == view.zookeeper.end() || !server->heard) {
        return {};
    }
    Json::Value out;
    out["mode"] = text_or_null(server->mode);
    out["serving"] = server->serving;
    out["synced_followers"] = server->synced_followers
                                  ? Json::Value(Json::Int64{*server->synced_followers})
                                  : Json::Value();
    // Hexadecimal, as ZooKeeper writes it: a JSON number has no 64 bits everywhere.
    out["zxid"] = fmt::format("0x{:x}", server->zxid);
    out["latency_avg_ms"] = server->latency_avg_ms;
    out["latency_max_ms"] = server->latency_max_ms;
    out["connections"] = Json::Int64{server->connections};
    out["outstanding"] = Json::Int64{server->outstanding};
    return out;
}

Json::Value node_value(const ClusterView& view, const NodeView& node, SteadyTime now,
                       const std::vector<BrokerCounts>& by_broker) {
    Json::Value out;
    out["name"] = node.name;
    out["role"] = std::string(to_string(node.role));
    out["id"] = node.id;
    out["address"] = node.address;
    out["rack"] = text_or_null(node.rack);
    out["state"] = node.heard ? node.state : "UNKNOWN";
    out["ready"] = node.ready;
    out["code"] = node.code;
    out["reason"] = node.reason;
    out["next_step"] = node.next_step;
    out["heard_seconds_ago"] = seconds_since(node.heard, now);
    out["silence"] = node.silence;
    out["version"] = node.version;
    out["restarts"] = Json::Int64{node.restarts};
    out["on_hold"] = node.on_hold;
    out["disk"] = disk_value(node);
    out["kafka"] = kafka_value(view, node, by_broker);
    out["zookeeper"] = zookeeper_value(view, node);
    return out;
}

}  // namespace

Json::Value nodes_answer(const ClusterView& view, Moment moment) {
    const auto by_broker = count_by_broker(view);
    Json::Value out;
    put_age(view, moment, out);
    out["nodes"] = Json::Value(Json::arrayValue);
    for (const auto& node : view.nodes) {
        out["nodes"].append(node_value(view, node, moment.steady, by_broker));
    }
    return out;
}

}  // namespace ballast::coordinator
