// Condition: the volume of a known broker is empty.
//
// Detects: before a start that is no birth, log dirs without meta.properties and partitions.
// Safe action: it may start, and copies everything from the other replicas, unless it is the only
// in-sync replica of a partition: then HELD. HELD as well while that cannot be asked. Both are
// looked at again.
// Refuses: to start as the last in-sync replica: it would be elected with no records, and the other
// replicas would cut theirs to match.
#include <fmt/format.h>

#include <algorithm>

#include "agent/recovery/all_conditions.hpp"
#include "common/text.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "VOLUME_LOST";
constexpr std::chrono::seconds kLookAgain{10};
constexpr std::chrono::seconds kAskAgain{2};

std::string names_of(const ClusterFacts& cluster) {
    auto names = cluster.sole_names;
    if (cluster.sole_in_sync > names.size()) {
        names.push_back(fmt::format("and {} more", cluster.sole_in_sync - names.size()));
    }
    return join(names, ", ");
}

std::optional<StartVerdict> before_start(const StartFacts& facts) {
    const auto& identity = facts.identity;
    const auto& cluster = facts.cluster;
    if (identity.role != Role::kafka || identity.birth || facts.dirs.empty() ||
        !std::ranges::all_of(facts.dirs, &DirFacts::empty)) {
        return std::nullopt;
    }
    const auto place = facts.dirs.front().path.string();
    if (!cluster.known || !cluster.replicas_known) {
        return StartVerdict{
            .step = StartStep::hold,
            .finding = {.code = "START_GUARD_BLIND",
                        .reason = fmt::format(
                            "its volume is empty ({}), and whether it holds the last copy of a "
                            "partition cannot be asked: {}",
                            place,
                            cluster.unknown_because.empty()
                                ? "ZooKeeper did not tell the replicas of the partitions"
                                : cluster.unknown_because),
                        .next_step = fmt::format(
                            "bring the ZooKeeper servers back (ballast status); if {} is a volume "
                            "that is not mounted, mount it. It is looked at again by itself",
                            place)},
            .look_again = kAskAgain,
            .action = {}};
    }
    if (cluster.sole_in_sync == 0) {
        return std::nullopt;
    }
    const bool one = cluster.sole_in_sync == 1;
    return StartVerdict{
        .step = StartStep::hold,
        .finding = {.code = std::string(kCode),
                    .reason = fmt::format("its volume is empty ({}), and it is the only in-sync "
                                          "replica of {} partition{} ({}): started so, {} records "
                                          "would be gone on all replicas",
                                          place, cluster.sole_in_sync, one ? "" : "s",
                                          names_of(cluster), one ? "its" : "their"),
                    .next_step = fmt::format(
                        "bring the volume of {} back (mounted? another node's?); only if it is "
                        "lost for good: delete these topics, or start a broker with an older copy "
                        "and elect it (unclean). {} then starts by itself",
                        identity.name, identity.name)},
        .look_again = kLookAgain,
        .action = {}};
}

}  // namespace

const Condition kVolumeLost{.code = kCode,
                            .summary = "the volume of a known broker is empty",
                            .before_start = before_start};

}  // namespace ballast::agent
