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

}  // namespace ballast::coordinator
