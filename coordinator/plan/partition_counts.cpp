#include "coordinator/plan/partition_counts.hpp"

#include <algorithm>
#include <bit>

#include "coordinator/plan/evidence.hpp"
#include "coordinator/plan/trouble.hpp"

namespace ballast::coordinator {
namespace {

void count(const Troubles& troubles, PartitionCounts& counts) {
    ++counts.total;
    counts.offline += has(troubles, Trouble::offline) ? 1 : 0;
    counts.under_min_isr += has(troubles, Trouble::under_min_isr) ? 1 : 0;
    counts.at_min_isr += has(troubles, Trouble::at_min_isr) ? 1 : 0;
    counts.under_replicated += has(troubles, Trouble::under_replicated) ? 1 : 0;
    counts.reassigning += has(troubles, Trouble::reassigning) ? 1 : 0;
}

}  // namespace

PartitionCounts count_partitions(const ClusterView& view) {
    const auto registered = registered_brokers(view.kafka);
    const auto& table = view.kafka.partitions;
    PartitionCounts counts;
    for (std::size_t place = 0; place < table.partitions(); ++place) {
        const auto partition = table.at(place);
        count(troubles_of(partition, table.topics()[partition.topic].min_isr, registered), counts);
    }
    return counts;
}

std::vector<BrokerCounts> count_by_broker(const ClusterView& view) {
    const auto registered = registered_brokers(view.kafka);
    const auto& table = view.kafka.partitions;
    std::vector<BrokerCounts> counts(table.brokers().size());
    for (std::size_t place = 0; place < table.partitions(); ++place) {
        const auto partition = table.at(place);
        const auto troubles =
            troubles_of(partition, table.topics()[partition.topic].min_isr, registered);
        for (const auto broker : partition.replicas) {
            count(troubles, counts[broker].replicas);
        }
        if (partition.leader >= 0) {
            ++counts[partition.replicas[static_cast<std::size_t>(partition.leader)]].leaders;
        }
    }
    return counts;
}

TopicCounts count_topic(const PartitionTable& table, const TopicEntry& topic,
                        const BrokerSet& registered) {
    TopicCounts counts;
    for (std::size_t place = topic.first; place < std::size_t{topic.first} + topic.count; ++place) {
        const auto partition = table.at(place);
        counts.replication_factor = std::max(
            counts.replication_factor,
            partition.replicas.size() - static_cast<std::size_t>(std::popcount(partition.adding)));
        count(troubles_of(partition, topic.min_isr, registered), counts.partitions);
    }
    return counts;
}

}  // namespace ballast::coordinator
