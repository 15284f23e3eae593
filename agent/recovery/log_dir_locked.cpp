// Condition: another process uses a log dir of this broker.
//
// Detects: before the start, who holds the fcntl lock on .lock (the file itself means nothing); at
// the end, exit 1 with "Failed to acquire lock on file .lock".
// Safe action: HELD with the process, and looked at again; waits for one that ends or is a JVM of
// this node, which ORPHAN_JVM stops.
// Refuses: to remove .lock, to end a process that is not ours, and to start a second time.
#include <fmt/format.h>

#include <algorithm>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/broker_end.hpp"
#include "agent/recovery/log_text.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "LOG_DIR_LOCKED";
constexpr std::chrono::seconds kLookAtOurs{1};
constexpr std::chrono::seconds kLookAtStranger{2};

bool waits_for_it(const OtherProcess& holder) {
    const bool ended_meanwhile = holder.process.pid != 0 && holder.process.start_ticks == 0;
    return holder.own_jvm || ended_meanwhile;
}

// A stranger's lock, where there is one: it decides.
const DirFacts* locked_dir(const StartFacts& facts) {
    const DirFacts* found = nullptr;
    for (const auto& dir : facts.dirs) {
        if (dir.lock_holder && (found == nullptr || !waits_for_it(*dir.lock_holder))) {
            found = &dir;
        }
    }
    return found;
}

StartVerdict held(const DirFacts& dir, const OtherProcess& holder) {
    const auto pid = holder.process.pid;
    const auto place = dir.path.string();
    StartVerdict verdict{.step = StartStep::hold,
                         .finding = {.code = std::string(kCode), .reason = {}, .next_step = {}},
                         .look_again = kLookAtStranger,
                         .action = {}};
    if (pid == 0) {
        verdict.finding.reason = fmt::format(
            "{} is in use by a process that cannot be seen from here (another container, or "
            "another machine that has mounted it)",
            place);
        verdict.finding.next_step =
            "find the broker that uses this volume and stop it; a volume belongs to one node";
    } else {
        verdict.finding.reason =
            fmt::format("{} is in use by process {}{}", place, pid,
                        holder.command_line.empty() ? "" : ": " + holder.command_line);
        verdict.finding.next_step =
            fmt::format("stop process {} in order (kill -TERM {})", pid, pid);
    }
    verdict.finding.next_step += "; the node starts by itself when the lock is free";
    return verdict;
}

std::optional<StartVerdict> before_start(const StartFacts& facts) {
    const auto* dir = facts.identity.role == Role::kafka ? locked_dir(facts) : nullptr;
    if (dir == nullptr) {
        return std::nullopt;
    }
    const auto& holder = *dir->lock_holder;
    if (!waits_for_it(holder)) {
        return held(*dir, holder);
    }
    return StartVerdict{
        .step = StartStep::wait,
        .finding = {.code = std::string(kCode),
                    .reason = fmt::format(
                        "waits until process {}, {}, lets go of {}", holder.process.pid,
                        holder.own_jvm ? "a JVM of this node" : "which ends", dir->path.string()),
                    .next_step = {}},
        .look_again = kLookAtOurs,
        .action = {}};
}

std::optional<ExitVerdict> after_exit(const ExitFacts& facts) {
    // kafka.log.LogManager.lockLogDirs.
    constexpr std::string_view kRefused = "Failed to acquire lock on file .lock in ";
    const auto* entry = startup_failure_saying(facts, kRefused);
    if (entry == nullptr) {
        return std::nullopt;
    }
    // The look before the next start finds out who it is.
    return ExitVerdict{.after = AfterExit::restart,
                       .finding = {.code = std::string(kCode),
                                   .reason = sentence_with(*entry, kRefused),
                                   .next_step = {}}};
}

}  // namespace

const Condition kLogDirLocked{.code = kCode,
                              .summary = "another process uses a log dir of this broker",
                              .before_start = before_start,
                              .after_exit = after_exit};

}  // namespace ballast::agent
