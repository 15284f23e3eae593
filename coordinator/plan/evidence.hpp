// What both sides say of a cluster: Kafka's own metadata and the agents. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "coordinator/model/cluster_view.hpp"
#include "coordinator/plan/finding.hpp"
#include "coordinator/plan/partition_rule.hpp"

namespace ballast::coordinator {

bool is_fresh(const ClusterView& view, const std::optional<SteadyTime>& at);
const NodeView* find_node(const ClusterView& view, std::string_view name);
bool is_registered(const KafkaView& kafka, std::int32_t id);
BrokerSet registered_brokers(const KafkaView& kafka);

struct Evidence {
    // Brokers that count: registered, and serving by their agent's word.
    BrokerSet alive;
    // As above, with the benefit of the doubt where one side is not heard or contradicts.
    BrokerSet perhaps_alive;
    std::vector<Blocker> doubts;  // all unknown
};
Evidence weigh(const ClusterView& view);

// What must be known before anything is called safe: a fresh snapshot with its reassignments.
std::vector<Blocker> missing_facts(const ClusterView& view);

// The ensemble as its servers and their agents tell it.
struct Ensemble {
    int wanted = 0;
    int serving = 0;
    std::vector<std::string> down;          // by their own word
    std::vector<Blocker> doubts;            // one for each that may serve or not; all unknown
    const ZooKeeperView* leader = nullptr;  // the only one; a lone server is its own
    bool standalone = false;
    int majority() const { return wanted / 2 + 1; }
};
Ensemble ensemble_of(const ClusterView& view);

}  // namespace ballast::coordinator
