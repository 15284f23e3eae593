#include "agent/recovery/conditions.hpp"

#include <array>

#include "agent/recovery/all_conditions.hpp"

namespace ballast::agent {
namespace {

// First what makes any look at the volume worthless, then what is dangerous, then what is merely
// in the way; after an end, what knows more before what reads the exit status alone.
constexpr std::array kConditions{
    &kOrphanJvm,
    &kLogDirLocked,
    &kMetaUnreadable,
    &kLogDirsDiffer,
    &kBrokerIdMismatch,
    &kClusterIdMismatch,
    &kVolumeLost,
    &kStaleRegistration,
    &kPortTaken,
    &kMyidMismatch,
    &kAlreadyBorn,
    &kZooKeeperEpochMismatch,
    &kZooKeeperDataCorrupt,
    &kZooKeeperDataLost,
    &kMixedDirs,
    &kDiskNearlyFull,
    &kDirectoryNotWritable,
    &kZooKeeperUnreachable,
    &kWrongJava,
    &kJvmOptionRefused,
    &kHeapAboveLimit,
    &kFrozen,
    &kSlowRecovery,
    &kCertificateExpiring,
    &kClockJump,
    &kOutOfMemory,
    &kJvmCrashed,
    &kAllLogDirsFailed,
    &kLogDirOffline,
    &kCorruptIndex,
    &kRecoveryCutData,
    &kConfigRefused,
    &kZooKeeperFailed,
    &kEndedBySignal,
    &kEndedByItself,
};

}  // namespace

std::span<const Condition* const> conditions() {
    return kConditions;
}

std::optional<StartVerdict> decide_start(const StartFacts& facts) {
    for (const auto* condition : kConditions) {
        if (condition->before_start != nullptr) {
            if (auto verdict = condition->before_start(facts)) {
                return verdict;
            }
        }
    }
    return std::nullopt;
}

ExitVerdict explain_exit(const ExitFacts& facts) {
    for (const auto* condition : kConditions) {
        if (condition->after_exit != nullptr) {
            if (auto verdict = condition->after_exit(facts)) {
                return *std::move(verdict);
            }
        }
    }
    return {.finding = {.code = "JVM_ENDED",
                        .reason = "an exit status of no known meaning",
                        .next_step = {}}};
}

std::optional<Finding> find_in_log(const LogEntry& entry) {
    for (const auto* condition : kConditions) {
        if (condition->in_log != nullptr) {
            if (auto finding = condition->in_log(entry)) {
                return finding;
            }
        }
    }
    return std::nullopt;
}

std::vector<Finding> find_while_running(const RunningFacts& facts) {
    std::vector<Finding> found;
    for (const auto* condition : kConditions) {
        if (condition->while_running != nullptr) {
            if (auto finding = condition->while_running(facts)) {
                found.push_back(*std::move(finding));
            }
        }
    }
    return found;
}

}  // namespace ballast::agent
