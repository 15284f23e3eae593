// What forbids to stop a node whatever its role, and what stopping brokers does to a partition.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "coordinator/model/cluster_view.hpp"
#include "coordinator/plan/finding.hpp"
#include "coordinator/plan/partition_rule.hpp"

namespace ballast::coordinator {

// Its agent is not heard, or a person holds it.
std::vector<Blocker> node_blockers(const ClusterView& view, const NodeView& node);

// The code of what is wrong with stopping these brokers together; empty: the partition spares them.
std::string_view harm_to(const PartitionView& partition, std::optional<std::int16_t> min_isr,
                         const BrokerSet& stopped, const BrokerSet& alive, int spare);
// A policy may allow it: the partition can never spare a replica.
bool is_excusable(std::string_view code);
// For people; `nodes` like "kafka-0, kafka-3".
std::string describe_harm(std::string_view code, std::string_view nodes,
                          const NamedPartitions& partitions);

}  // namespace ballast::coordinator
