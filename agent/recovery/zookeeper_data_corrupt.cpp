// Condition: a ZooKeeper server cannot read its snapshots or its transaction log.
//
// Detects: exit 1 after "Unable to load database on disk" with one of the errors that only damaged
// files give. A missing right, a full or a failing disk say the same first line: not this.
// Safe action: where the others have a quorum, renames version-2 and starts empty: the server has
// no vote before it has their data. Else HELD, and looked at again until they have one.
// Refuses: to delete anything, to cut the log (TxnLogToolkit), and to trust an empty snapshot
// (zookeeper.snapshot.trust.empty).
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/log_text.hpp"
#include "agent/recovery/zookeeper_resync.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "ZOOKEEPER_DATA_CORRUPT";

// ZooKeeper 3.8: FileTxnLog, FileTxnSnapLog, FileSnap, FileHeader, jute.BinaryInputArchive.
constexpr std::array<std::string_view, 6> kDamage{
    "CRC check failed",
    "java.io.EOFException",
    "No snapshot found, but there are log entries",
    "Not able to find valid snapshots",
    "has invalid magic number",
    "Unreasonable length",
};

std::optional<ExitVerdict> after_exit(const ExitFacts& facts) {
    if (facts.role != Role::zookeeper || facts.exit_code != 1) {
        return std::nullopt;
    }
    const auto* entry = find_entry(facts, "Unable to load database on disk");
    if (entry == nullptr) {
        return std::nullopt;
    }
    const auto* damage =
        std::ranges::find_if(kDamage, [&](auto text) { return says(*entry, text); });
    if (damage == kDamage.end()) {
        return std::nullopt;
    }
    return ExitVerdict{
        .after = AfterExit::restart,
        .finding = {.code = std::string(kCode),
                    .reason = "ZooKeeper cannot read its data: " + sentence_with(*entry, *damage),
                    .next_step = {}}};
}

std::optional<StartVerdict> before_start(const StartFacts& facts) {
    if (facts.identity.role != Role::zookeeper || facts.last_end_code != kCode) {
        return std::nullopt;
    }
    return resync_or_hold(facts, kCode, "it could not be read at the last start");
}

}  // namespace

const Condition kZooKeeperDataCorrupt{
    .code = kCode,
    .summary = "a ZooKeeper server cannot read its snapshots or its transaction log",
    .before_start = before_start,
    .after_exit = after_exit};

}  // namespace ballast::agent
