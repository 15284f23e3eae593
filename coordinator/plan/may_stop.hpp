// May these nodes be stopped now, together? Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "coordinator/model/cluster_view.hpp"
#include "coordinator/plan/finding.hpp"

namespace ballast::coordinator {

enum class Answer : std::uint8_t { yes, no, unknown };
std::string_view to_string(Answer answer);

struct StopPolicy {
    int spare = 0;  // further failures that every partition must survive meanwhile
    // Partitions that can never spare a replica (RF 1, RF = min ISR) and a lone ZooKeeper server
    // may be unavailable meanwhile; what that costs is in MayStop::costs.
    bool allow_unavailable = false;
};

struct MayStop {
    Answer answer = Answer::unknown;
    std::vector<std::string> nodes;
    std::vector<Blocker> blockers;  // of a no and of an unknown
    std::vector<Blocker> costs;     // of a yes
};

// Unknown, stale or contradictory facts never give yes.
MayStop may_stop(const ClusterView& view, std::span<const std::string> nodes,
                 const StopPolicy& policy);

}  // namespace ballast::coordinator
