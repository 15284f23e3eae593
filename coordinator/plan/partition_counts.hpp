// How many partitions are in which trouble, for overviews. Pure.
#pragma once

#include <cstddef>
#include <vector>

#include "coordinator/model/cluster_view.hpp"
#include "coordinator/plan/partition_rule.hpp"

namespace ballast::coordinator {

struct PartitionCounts {
    std::size_t total = 0;
    std::size_t offline = 0;  // no leader
    std::size_t under_min_isr = 0;
    std::size_t at_min_isr = 0;
    std::size_t under_replicated = 0;
    std::size_t reassigning = 0;
};
PartitionCounts count_partitions(const ClusterView& view);

struct BrokerCounts {
    PartitionCounts replicas;
    std::size_t leaders = 0;
};
// By place in view.kafka.partitions.brokers().
std::vector<BrokerCounts> count_by_broker(const ClusterView& view);

struct TopicCounts {
    PartitionCounts partitions;
    std::size_t replication_factor = 0;  // the largest, without what a reassignment adds
};
// `registered` as of registered_brokers().
TopicCounts count_topic(const PartitionTable& table, const TopicEntry& topic,
                        const BrokerSet& registered);

}  // namespace ballast::coordinator
