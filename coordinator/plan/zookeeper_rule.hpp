// When a ZooKeeper server may be stopped: one at a time, never the majority, never while another is
// behind, never together with a broker. Pure.
#pragma once

#include <vector>

#include "coordinator/model/cluster_view.hpp"
#include "coordinator/plan/evidence.hpp"
#include "coordinator/plan/finding.hpp"
#include "coordinator/plan/may_stop.hpp"

namespace ballast::coordinator {

struct ServerStop {
    std::vector<Blocker> blockers;
    std::vector<Blocker> costs;
};
ServerStop may_stop_server(const ClusterView& view, const NodeView& server,
                           const StopPolicy& policy);

// Why no broker may be stopped while the ensemble is like that; empty: it is whole.
std::vector<Blocker> ensemble_blockers(const Ensemble& ensemble);

}  // namespace ballast::coordinator
