// In which order, and how many at a time, nodes are restarted. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "coordinator/model/cluster_view.hpp"
#include "coordinator/plan/finding.hpp"

namespace ballast::coordinator {

enum class RollRole : std::uint8_t { kafka, zookeeper, all };

struct RollOptions {
    RollRole role = RollRole::all;
    std::vector<std::string> nodes;   // empty: all of the role
    std::optional<int> max_parallel;  // brokers at once; empty: as many as is safe
    int spare = 0;                    // further failures that every partition must survive
    bool allow_unavailable = false;   // as in StopPolicy
};

struct Batch {
    std::vector<std::string> nodes;
    std::string why;
    std::chrono::seconds expected{0};
};

struct RollPlan {
    std::vector<Batch> batches;  // in order; each is planned anew before it begins
    std::string last;            // the broker that has the controller; empty: none is planned
    std::string last_why;
    std::vector<Blocker> refused;  // nodes that are in no batch, and why
    std::vector<Blocker> costs;    // what --allow-unavailable makes unavailable
    std::chrono::seconds expected{0};
};

// Unknown, stale or contradictory facts refuse the nodes that they concern.
RollPlan plan_roll(const ClusterView& view, const RollOptions& options);

}  // namespace ballast::coordinator
