// Condition: the epoch files of a ZooKeeper server contradict each other or its data.
//
// Detects: before the start, a file that is no number, or an accepted epoch below the current one;
// exit 1 after "Unable to load database on disk" with an error about epochs; and, while it runs,
// an accepted epoch above the leader's: the server retries for ever, many times a second.
// Safe action: as ZOOKEEPER_DATA_CORRUPT before a start; the epochs move aside with the data. The
// promise that an accepted epoch is, is not needed any more: a leader with a quorum of others is
// there, and an empty server follows nobody else.
// Refuses: to edit or delete an epoch file, and to touch a running server.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/log_text.hpp"
#include "agent/recovery/zookeeper_resync.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "ZOOKEEPER_EPOCH_MISMATCH";

// QuorumPeer.loadDataBase and readLongFromFile, ZooKeeper 3.8.
constexpr std::array<std::string_view, 4> kMismatch{
    "is older than the last zxid",
    "is less than the current epoch",
    "/version-2/currentEpoch",
    "/version-2/acceptedEpoch",
};

std::optional<ExitVerdict> after_exit(const ExitFacts& facts) {
    if (facts.role != Role::zookeeper || facts.exit_code != 1) {
        return std::nullopt;
    }
    const auto* entry = find_entry(facts, "Unable to load database on disk");
    // A file that cannot be opened is named as well; its content is then not the matter.
    if (entry == nullptr || says(*entry, "FileNotFoundException")) {
        return std::nullopt;
    }
    const auto* mismatch =
        std::ranges::find_if(kMismatch, [&](auto text) { return says(*entry, text); });
    if (mismatch == kMismatch.end()) {
        return std::nullopt;
    }
    return ExitVerdict{
        .after = AfterExit::restart,
        .finding = {.code = std::string(kCode),
                    .reason = "ZooKeeper refuses its epochs: " + sentence_with(*entry, *mismatch),
                    .next_step = {}}};
}

std::optional<std::string> mismatch_on_disk(const ZooKeeperDataFacts& data) {
    if (!data.epoch_error.empty()) {
        return data.epoch_error;
    }
    if (data.accepted_epoch && data.current_epoch && *data.accepted_epoch < *data.current_epoch) {
        return fmt::format("its accepted epoch {} is below its current epoch {}",
                           *data.accepted_epoch, *data.current_epoch);
    }
    return std::nullopt;
}

std::optional<StartVerdict> before_start(const StartFacts& facts) {
    if (facts.identity.role != Role::zookeeper) {
        return std::nullopt;
    }
    const auto on_disk = mismatch_on_disk(facts.zookeeper);
    if (!on_disk && facts.last_end_code != kCode) {
        return std::nullopt;
    }
    return resync_or_hold(facts, kCode,
                          on_disk.value_or("ZooKeeper refused its epochs at the last start"));
}

std::optional<Finding> in_log(const LogEntry& entry) {
    // Learner.registerWithLeader.
    constexpr std::string_view kAhead = "is less than accepted epoch";
    if (!entry.logger.ends_with("quorum.Learner") || !entry.stack.contains(kAhead)) {
        return std::nullopt;
    }
    return Finding{.code = std::string(kCode),
                   .reason = "it cannot join the others: " + sentence_with(entry, kAhead),
                   .next_step =
                       "while the others serve: stop the node, move its version-2 aside "
                       "(do not edit acceptedEpoch), start it; it copies their data"};
}

}  // namespace

const Condition kZooKeeperEpochMismatch{
    .code = kCode,
    .summary = "the epoch files of a ZooKeeper server contradict each other or its data",
    .before_start = before_start,
    .after_exit = after_exit,
    .in_log = in_log};

}  // namespace ballast::agent
