// How the cluster is, in one word and with every reason. Pure.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "coordinator/model/cluster_view.hpp"
#include "coordinator/plan/finding.hpp"

namespace ballast::coordinator {

enum class Verdict : std::uint8_t { ok, degraded, unsafe, unknown };
std::string_view to_string(Verdict verdict);  // "OK", "DEGRADED", "UNSAFE", "UNKNOWN"

struct Health {
    // UNSAFE: data cannot be written or read, or the next failure may lose some. UNKNOWN: nothing
    // is known to be unsafe, but not enough is known.
    Verdict verdict = Verdict::unknown;
    std::vector<Finding> findings;  // the worst first
    bool restart_blocked = false;   // no node may be stopped now because of a finding
};

Health judge(const ClusterView& view);

// Counts of partitions, for overviews.
struct PartitionCounts {
    std::size_t total = 0;
    std::size_t offline = 0;  // no leader
    std::size_t under_min_isr = 0;
    std::size_t at_min_isr = 0;
    std::size_t under_replicated = 0;
    std::size_t reassigning = 0;
    std::size_t leaders = 0;  // of one broker
};
PartitionCounts count_partitions(const ClusterView& view);
// By place in view.kafka.partitions.brokers().
std::vector<PartitionCounts> count_by_broker(const ClusterView& view);

}  // namespace ballast::coordinator
