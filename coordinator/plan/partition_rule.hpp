// How many in-sync replicas a partition can spare. Pure.
// Source: effective min ISR is min(min.insync.replicas, replicas) (kafka.cluster.Partition).
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "coordinator/model/partition_table.hpp"

namespace ballast::coordinator {

// By BrokerIndex.
using BrokerSet = std::vector<bool>;

struct Spare {
    ReplicaSet in_sync = 0;  // those that count: alive, and not about to be removed
    int min_isr = 1;         // in force for this partition
    // In-sync replicas above min_isr; negative: it is below already.
    int slack() const { return std::popcount(in_sync) - min_isr; }
};

// `min_isr` as configured for the topic.
inline Spare spare_of(const PartitionView& partition, int min_isr, const BrokerSet& alive) {
    ReplicaSet counted = 0;
    for (std::size_t i = 0; i < partition.replicas.size(); ++i) {
        const auto bit = ReplicaSet{1} << i;
        if ((partition.isr & ~partition.removing & bit) != 0 && alive[partition.replicas[i]]) {
            counted |= bit;
        }
    }
    const auto replicas = static_cast<int>(partition.replicas.size());
    return {.in_sync = counted, .min_isr = std::max(1, std::min(min_isr, replicas))};
}

// With all its replicas in sync it still could not spare one: only a policy lets its brokers stop.
inline bool never_spares(const PartitionView& partition, int min_isr) {
    return static_cast<int>(partition.replicas.size()) <= std::max(1, min_isr);
}

// How many of its in-sync replicas may be down at once while `kept` more failures are survived.
// -1: not even one that is out of sync may be disturbed, it is what heals the partition.
inline int may_be_down(const Spare& spare, int kept) {
    if (spare.slack() < 0) {
        return -1;
    }
    const int most = std::min(spare.slack() - kept, std::popcount(spare.in_sync) - 1);
    return std::max(0, most);
}

}  // namespace ballast::coordinator
