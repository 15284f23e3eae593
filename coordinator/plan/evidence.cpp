#include "coordinator/plan/evidence.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ballast::coordinator {
namespace {

const NodeView* find_broker_node(const ClusterView& view, std::int32_t id) {
    const auto found = std::ranges::find_if(view.nodes, [&](const NodeView& node) {
        return node.role == Role::kafka && node.id == id;
    });
    return found == view.nodes.end() ? nullptr : &*found;
}

// What is in doubt about a broker; empty code: nothing.
Blocker doubt_of(const ClusterView& view, std::int32_t id, const NodeView* node, bool registered) {
    Blocker doubt{.code = "EVIDENCE_DISAGREES", .unknown = true};
    if (node == nullptr) {
        doubt.message =
            fmt::format("broker {} is in Kafka's metadata and is no node of this cluster", id);
        return doubt;
    }
    doubt.node = node->name;
    if (!is_fresh(view, node->heard)) {
        doubt.code = "NODE_SILENT";
        doubt.message = fmt::format("the agent of {} is not heard{}{}", node->name,
                                    node->silence.empty() ? "" : ": ", node->silence);
        return doubt;
    }
    const bool serving = node->state == "SERVING";
    if (serving == registered) {
        return {};
    }
    doubt.message =
        serving ? fmt::format("{} serves by its agent's word and is not registered in Kafka",
                              node->name)
                : fmt::format("{} is {} by its agent's word and still registered in Kafka",
                              node->name, node->state);
    return doubt;
}

// What is in doubt about a ZooKeeper server; empty code: nothing.
Blocker doubt_of(const ClusterView& view, const ZooKeeperView& server, const std::string& name) {
    const auto* node = find_node(view, name);
    Blocker doubt{.node = name, .unknown = true};
    if (!is_fresh(view, server.heard) || node == nullptr || !is_fresh(view, node->heard)) {
        doubt.code = "NODE_SILENT";
        doubt.message = fmt::format("what {} does is not known", name);
    } else if (server.serving && node->state != "SERVING") {
        doubt.code = "EVIDENCE_DISAGREES";
        doubt.message = fmt::format(
            "{} is {} by its agent's word and served when it was last asked", name, node->state);
    }
    return doubt;
}

}  // namespace

bool is_fresh(const ClusterView& view, const std::optional<SteadyTime>& at) {
    return at && view.now - *at <= view.fresh;
}

const NodeView* find_node(const ClusterView& view, std::string_view name) {
    const auto found = std::ranges::find(view.nodes, name, &NodeView::name);
    return found == view.nodes.end() ? nullptr : &*found;
}

bool is_registered(const KafkaView& kafka, std::int32_t id) {
    return std::ranges::binary_search(kafka.brokers, id, {}, &KafkaView::Broker::id);
}

BrokerSet registered_brokers(const KafkaView& kafka) {
    const auto ids = kafka.partitions.brokers();
    BrokerSet registered(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        registered[i] = is_registered(kafka, ids[i]);
    }
    return registered;
}

Evidence weigh(const ClusterView& view) {
    const auto brokers = view.kafka.partitions.brokers();
    Evidence evidence{.alive = BrokerSet(brokers.size()),
                      .perhaps_alive = BrokerSet(brokers.size()),
                      .doubts = {}};
    for (std::size_t i = 0; i < brokers.size(); ++i) {
        const auto* node = find_broker_node(view, brokers[i]);
        const bool registered = is_registered(view.kafka, brokers[i]);
        if (node == nullptr && !registered) {
            continue;  // one of the past, that some partition still names
        }
        auto doubt = doubt_of(view, brokers[i], node, registered);
        evidence.alive[i] = registered && doubt.code.empty();
        evidence.perhaps_alive[i] = registered || !doubt.code.empty();
        if (!doubt.code.empty()) {
            evidence.doubts.push_back(std::move(doubt));
        }
    }
    return evidence;
}

std::vector<Blocker> missing_facts(const ClusterView& view) {
    const auto& kafka = view.kafka;
    if (!kafka.taken) {
        return {{.code = "NO_SNAPSHOT",
                 .message = fmt::format("there is no snapshot of Kafka's metadata yet{}{}",
                                        kafka.failure.empty() ? "" : ": ", kafka.failure),
                 .unknown = true}};
    }
    if (!is_fresh(view, kafka.taken)) {
        const auto age = std::chrono::duration<double>(view.now - *kafka.taken).count();
        return {{.code = "VIEW_STALE",
                 .message = fmt::format("the snapshot of Kafka's metadata is {:.0f} s old{}{}", age,
                                        kafka.failure.empty() ? "" : ": ", kafka.failure),
                 .unknown = true}};
    }
    if (!kafka.reassignments_known) {
        return {{.code = "REASSIGNMENTS_UNKNOWN",
                 .message = "it is not known which partitions are being reassigned, and so which "
                            "in-sync replicas are about to go",
                 .unknown = true}};
    }
    return {};
}

Ensemble ensemble_of(const ClusterView& view) {
    Ensemble ensemble;
    int leaders = 0;
    for (const auto& server : view.zookeeper) {
        ++ensemble.wanted;
        const auto name = fmt::format("zookeeper-{}", server.id);
        if (auto doubt = doubt_of(view, server, name); !doubt.code.empty()) {
            ensemble.doubts.push_back(std::move(doubt));
            continue;
        }
        if (!server.serving) {
            ensemble.down.push_back(name);
            continue;
        }
        ++ensemble.serving;
        if (server.mode == "leader" || server.mode == "standalone") {
            ++leaders;
            ensemble.leader = &server;
            ensemble.standalone = server.mode == "standalone";
        }
    }
    if (leaders != 1) {
        ensemble.leader = nullptr;
    }
    return ensemble;
}

}  // namespace ballast::coordinator
