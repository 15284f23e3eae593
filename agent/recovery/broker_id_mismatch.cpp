// Condition: the volume of a broker says that it is another broker's.
//
// Detects: before the start, broker.id or node.id in meta.properties is not this node's; at the
// end, Kafka's own words for it.
// Safe action: HELD with the name of the owner, and looked at again, for a volume that is put
// right.
// Refuses: to write the id: Kafka would take the other broker's replicas for its own.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/broker_end.hpp"
#include "agent/recovery/log_text.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "BROKER_ID_MISMATCH";
constexpr std::chrono::seconds kLookAgain{10};

std::optional<StartVerdict> before_start(const StartFacts& facts) {
    const auto& identity = facts.identity;
    if (identity.role != Role::kafka) {
        return std::nullopt;
    }
    const auto dir = std::ranges::find_if(facts.dirs, [&](const DirFacts& each) {
        return each.meta && each.meta->broker_id && *each.meta->broker_id != identity.id;
    });
    if (dir == facts.dirs.end()) {
        return std::nullopt;
    }
    const auto owner = *dir->meta->broker_id;
    return StartVerdict{
        .step = StartStep::hold,
        .finding = {.code = std::string(kCode),
                    .reason =
                        fmt::format("{} is the volume of kafka-{} (broker.id {}), this node "
                                    "is {} (broker.id {})",
                                    dir->path.string(), owner, owner, identity.name, identity.id),
                    .next_step = fmt::format("give kafka-{} and {} their own volumes back; do not "
                                             "edit meta.properties",
                                             owner, identity.name)},
        .look_again = kLookAgain,
        .action = {}};
}

std::optional<ExitVerdict> after_exit(const ExitFacts& facts) {
    // MetaPropertiesEnsemble.verify since Kafka 3.7; KafkaServer before.
    constexpr std::array<std::string_view, 2> kRefusals{"doesn't match previous node id",
                                                        "doesn't match stored broker.id"};
    for (const auto refusal : kRefusals) {
        if (const auto* entry = startup_failure_saying(facts, refusal)) {
            return ExitVerdict{.after = AfterExit::restart,
                               .finding = {.code = std::string(kCode),
                                           .reason = sentence_with(*entry, refusal),
                                           .next_step = {}}};
        }
    }
    return std::nullopt;
}

}  // namespace

const Condition kBrokerIdMismatch{.code = kCode,
                                  .summary = "a broker has another broker's volume",
                                  .before_start = before_start,
                                  .after_exit = after_exit};

}  // namespace ballast::agent
