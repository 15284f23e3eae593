// Condition: the log dirs of one broker belong to different brokers or clusters.
//
// Detects: before the start, meta.properties of the dirs that disagree on broker.id or cluster.id;
// at the end, Kafka's own check (up to 3.6; later ones call it by one of the two ids).
// Safe action: HELD with both sides, and looked at again.
// Refuses: to choose one of them, and to edit meta.properties.
#include <fmt/format.h>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/broker_end.hpp"
#include "agent/recovery/log_text.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "LOG_DIRS_DIFFER";
constexpr std::chrono::seconds kLookAgain{10};

bool differ(const MetaProperties& one, const MetaProperties& other) {
    const bool clusters =
        !one.cluster_id.empty() && !other.cluster_id.empty() && one.cluster_id != other.cluster_id;
    return clusters || (one.broker_id && other.broker_id && *one.broker_id != *other.broker_id);
}

std::string in_words(const DirFacts& dir) {
    const auto& meta = *dir.meta;
    return fmt::format("{} is of broker {}, cluster {}", dir.path.string(),
                       meta.broker_id ? fmt::to_string(*meta.broker_id) : "?",
                       meta.cluster_id.empty() ? "?" : meta.cluster_id);
}

std::optional<StartVerdict> before_start(const StartFacts& facts) {
    const DirFacts* first = nullptr;
    for (const auto& dir : facts.dirs) {
        if (!dir.meta) {
            continue;
        }
        if (first == nullptr) {
            first = &dir;
        } else if (differ(*first->meta, *dir.meta)) {
            return StartVerdict{
                .step = StartStep::hold,
                .finding = {.code = std::string(kCode),
                            .reason = fmt::format("its log dirs are not of one broker: {}, but {}",
                                                  in_words(*first), in_words(dir)),
                            .next_step = fmt::format(
                                "mount {}'s own volumes there (a new, empty one is fine too where "
                                "its partitions have other replicas); do not edit meta.properties",
                                facts.identity.name)},
                .look_again = kLookAgain,
                .action = {}};
        }
    }
    return std::nullopt;
}

std::optional<ExitVerdict> after_exit(const ExitFacts& facts) {
    constexpr std::string_view kDiffers = "BrokerMetadata is not consistent across log.dirs";
    const auto* entry = startup_failure_saying(facts, kDiffers);
    if (entry == nullptr) {
        return std::nullopt;
    }
    return ExitVerdict{.after = AfterExit::restart,
                       .finding = {.code = std::string(kCode),
                                   .reason = sentence_with(*entry, kDiffers),
                                   .next_step = {}}};
}

}  // namespace

const Condition kLogDirsDiffer{
    .code = kCode,
    .summary = "the log dirs of one broker belong to different brokers or clusters",
    .before_start = before_start,
    .after_exit = after_exit};

}  // namespace ballast::agent
