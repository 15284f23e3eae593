// Condition: no log dir says in a readable way whose it is.
//
// Detects: before the start, meta.properties that cannot be read or has no number as its id, in
// every log dir. Where others can be read Kafka takes such a dir offline and goes on.
// Safe action: HELD, and looked at again.
// Refuses: to write meta.properties: whose volume this is, it cannot know.
#include <fmt/format.h>

#include <algorithm>

#include "agent/recovery/all_conditions.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "META_UNREADABLE";
constexpr std::chrono::seconds kLookAgain{10};

std::optional<StartVerdict> before_start(const StartFacts& facts) {
    const auto& identity = facts.identity;
    if (identity.role != Role::kafka || facts.dirs.empty() ||
        std::ranges::any_of(facts.dirs,
                            [](const DirFacts& dir) { return dir.meta_error.empty(); })) {
        return std::nullopt;
    }
    return StartVerdict{
        .step = StartStep::hold,
        .finding = {.code = std::string(kCode),
                    .reason = facts.dirs.front().meta_error,
                    .next_step = fmt::format(
                        "check the disk (dmesg); if the volume is {}'s for certain, write the "
                        "file anew with the lines version=0, broker.id={} and cluster.id=, as "
                        "another broker of the cluster has it",
                        identity.name, identity.id)},
        .look_again = kLookAgain,
        .action = {}};
}

}  // namespace

const Condition kMetaUnreadable{.code = kCode,
                                .summary = "meta.properties of a broker cannot be read",
                                .before_start = before_start};

}  // namespace ballast::agent
