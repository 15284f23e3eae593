// Condition: the volume of a broker and ZooKeeper do not belong to the same cluster.
//
// Detects: before the start, cluster.id in meta.properties against /cluster/id; a missing znode is
// one, too: a broker that starts would make a new id there. At the end, Kafka's own words.
// Safe action: HELD, and looked at again. After such an end it stays so while ZooKeeper cannot be
// asked.
// Refuses: to start, to edit or delete meta.properties, and to write /cluster/id.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/broker_end.hpp"
#include "agent/recovery/log_text.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "CLUSTER_ID_MISMATCH";
constexpr std::chrono::seconds kLookAgain{10};

StartVerdict held(std::string reason, std::string next_step) {
    return {.step = StartStep::hold,
            .finding = {.code = std::string(kCode),
                        .reason = std::move(reason),
                        .next_step = std::move(next_step)},
            .look_again = kLookAgain,
            .action = {}};
}

std::optional<StartVerdict> before_start(const StartFacts& facts) {
    const auto& identity = facts.identity;
    const auto& cluster = facts.cluster;
    if (identity.role != Role::kafka || identity.birth) {
        return std::nullopt;
    }
    if (!cluster.known) {
        return facts.last_end_code == kCode
                   ? std::optional(held(
                         "at its last start its volume and ZooKeeper were of different clusters, "
                         "and ZooKeeper cannot be asked now: " +
                             cluster.unknown_because,
                         "bring the ZooKeeper servers back; it is looked at again by itself"))
                   : std::nullopt;
    }
    const auto other = std::ranges::find_if(facts.dirs, [&](const DirFacts& dir) {
        return dir.meta && !dir.meta->cluster_id.empty() &&
               dir.meta->cluster_id != cluster.cluster_id;
    });
    if (other == facts.dirs.end()) {
        return std::nullopt;
    }
    const auto& own = other->meta->cluster_id;
    if (cluster.cluster_id.empty()) {
        return held(
            fmt::format("its volume belongs to cluster {}, and ZooKeeper knows of no cluster: it "
                        "looks as if ZooKeeper has lost its data",
                        own),
            "start no broker; bring ZooKeeper's data back (the volumes of its servers, or a "
            "backup of version-2); the brokers then start by themselves");
    }
    return held(
        fmt::format("the volume belongs to cluster {}, this cluster is {} ({})", own,
                    cluster.cluster_id, other->path.string()),
        fmt::format("if only {} says so, give it its own volume back; if the other brokers say so "
                    "too, ZooKeeper is the patient: bring its data back. Do not edit "
                    "meta.properties",
                    identity.name));
}

std::optional<ExitVerdict> after_exit(const ExitFacts& facts) {
    // MetaPropertiesEnsemble.verify since Kafka 3.7; KafkaServer before.
    constexpr std::array<std::string_view, 2> kRefusals{"Invalid cluster.id in: ",
                                                        "doesn't match stored clusterId"};
    for (const auto refusal : kRefusals) {
        if (const auto* entry = startup_failure_saying(facts, refusal)) {
            // The look before the next start holds it, and sees when it is put right.
            return ExitVerdict{.after = AfterExit::restart,
                               .finding = {.code = std::string(kCode),
                                           .reason = sentence_with(*entry, refusal),
                                           .next_step = {}}};
        }
    }
    return std::nullopt;
}

}  // namespace

const Condition kClusterIdMismatch{
    .code = kCode,
    .summary = "a broker's volume and ZooKeeper belong to different clusters",
    .before_start = before_start,
    .after_exit = after_exit};

}  // namespace ballast::agent
