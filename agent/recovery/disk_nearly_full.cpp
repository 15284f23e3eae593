// Condition: a directory of the node has too little room.
//
// Detects: before the start and while it runs, less free bytes than the node needs; at the end,
// exit 1 or ZooKeeper's exit 10 with "No space left on device". What is not known is enough.
// Safe action: before the start, gives the reserve file back where that suffices; else HELD, and
// looked at again. While it runs: a warning.
// Refuses: to delete segments or snapshots, and to shorten a retention. A broker that starts on a
// full disk dies half-way (its mapped index files have no blocks) and recovers again each time.
#include <fmt/format.h>

#include <algorithm>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/broker_end.hpp"
#include "agent/recovery/log_text.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kNearly = "DISK_NEARLY_FULL";
constexpr std::string_view kFull = "DISK_FULL";
constexpr std::string_view kNoSpace = "No space left on device";
constexpr std::chrono::seconds kLookAgain{10};
constexpr int kSnapshotFailed = 10;  // ZooKeeper's ExitCode.TXNLOG_ERROR_TAKING_SNAPSHOT

constexpr std::int64_t mebi(std::int64_t bytes) {
    return bytes >> 20U;
}

bool lacks(const DirFacts& dir, std::int64_t needed) {
    return dir.free_bytes >= 0 && dir.free_bytes < needed;
}

const DirFacts* fullest(const std::vector<DirFacts>& dirs, std::int64_t needed) {
    const DirFacts* found = nullptr;
    for (const auto& dir : dirs) {
        if (lacks(dir, needed) && (found == nullptr || dir.free_bytes < found->free_bytes)) {
            found = &dir;
        }
    }
    return found;
}

std::string in_words(const DirFacts& dir, std::int64_t needed) {
    return fmt::format(
        "{} has {} MiB free{}, and {} MiB are needed", dir.path.string(), mebi(dir.free_bytes),
        dir.total_bytes > 0 ? fmt::format(" of {} MiB", mebi(dir.total_bytes)) : "", mebi(needed));
}

std::string remedy(Role role) {
    return role == Role::kafka
               ? "free space or enlarge the file system; what is not Kafka's may go, segments "
                 "never by hand; a shorter retention.ms or retention.bytes frees space once the "
                 "broker runs"
               : "free space or enlarge the file system; all but the newest three snapshots and "
                 "the logs since the oldest of them may go (PurgeTxnLog), nothing newer";
}

std::optional<StartVerdict> before_start(const StartFacts& facts) {
    const auto needed = facts.needed_free_bytes;
    const auto* dir = fullest(facts.dirs, needed);
    if (dir == nullptr) {
        return std::nullopt;
    }
    if (facts.reserve_bytes > 0 && dir->free_bytes + facts.reserve_bytes >= needed) {
        return StartVerdict{
            .step = StartStep::act,
            .finding = {.code = std::string(kFull),
                        .reason = fmt::format("{}: gives back the reserve of {} MiB",
                                              in_words(*dir, needed), mebi(facts.reserve_bytes)),
                        .next_step = {}},
            .look_again = std::chrono::seconds{1},
            .action = GiveBackReserve{}};
    }
    return StartVerdict{.step = StartStep::hold,
                        .finding = {.code = std::string(kFull),
                                    .reason = in_words(*dir, needed),
                                    .next_step = remedy(facts.identity.role) +
                                                 "; the node starts by itself when there is room"},
                        .look_again = kLookAgain,
                        .action = {}};
}

bool ended_for_a_disk(const ExitFacts& facts) {
    if (facts.role == Role::zookeeper) {
        return facts.signal == 0 && facts.exit_code == kSnapshotFailed;
    }
    return startup_failure(facts) != nullptr ||
           (facts.exit_code == 1 && find_entry(facts, "Shutdown broker because ") != nullptr);
}

std::optional<ExitVerdict> after_exit(const ExitFacts& facts) {
    const auto* entry = ended_for_a_disk(facts) ? find_entry(facts, kNoSpace) : nullptr;
    if (entry == nullptr) {
        return std::nullopt;
    }
    // The look before the next start holds it for as long as there is too little room.
    return ExitVerdict{.after = AfterExit::restart,
                       .finding = {.code = std::string(kFull),
                                   .reason = fmt::format("{}: {}", kNoSpace, entry->message),
                                   .next_step = remedy(facts.role)}};
}

std::optional<Finding> while_running(const RunningFacts& facts) {
    const auto* dir = fullest(facts.dirs, facts.needed_free_bytes);
    if (dir == nullptr) {
        return std::nullopt;
    }
    return Finding{.code = std::string(kNearly),
                   .reason = in_words(*dir, facts.needed_free_bytes) + " at the next start",
                   .next_step = remedy(facts.role)};
}

}  // namespace

const Condition kDiskNearlyFull{.code = kNearly,
                                .summary = "a directory of the node has too little room",
                                .before_start = before_start,
                                .after_exit = after_exit,
                                .while_running = while_running};

}  // namespace ballast::agent
