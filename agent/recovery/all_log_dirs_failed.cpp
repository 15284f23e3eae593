// Condition: no log dir of a broker works any more.
//
// Detects: exit 1 with LogManager's farewell, "all log dirs in … have failed" while it ran, "none
// of the specified log dirs from …" at its start.
// Safe action: HELD with the error of the dir; a full disk is DISK_FULL, which waits for room.
// Refuses: to start again on a disk that has just failed, and to touch what is on it.
#include <fmt/format.h>

#include <array>
#include <ranges>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/log_text.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "ALL_LOG_DIRS_FAILED";

// kafka.log.LogManager, Kafka 1.0 to 3.9; both end by Exit.halt(1).
constexpr std::array<std::string_view, 2> kFarewells{
    "Shutdown broker because all log dirs in ",
    "Shutdown broker because none of the specified log dirs from ",
};

// The first that was reported: the later ones follow from it.
std::string why(const ExitFacts& facts) {
    for (const auto& entry : facts.recent) {
        const bool of_a_dir = entry.logger.ends_with("LogDirFailureChannel") ||
                              entry.logger.ends_with("MetaPropertiesEnsemble");
        if (of_a_dir && entry.level >= LogLevel::error) {
            return fmt::format("{}: {}", entry.message, complaint_of(entry));
        }
    }
    return {};
}

std::optional<ExitVerdict> after_exit(const ExitFacts& facts) {
    if (facts.role != Role::kafka || facts.signal != 0 || facts.exit_code != 1) {
        return std::nullopt;
    }
    for (const auto farewell : kFarewells) {
        const auto* entry = find_entry(facts, farewell);
        if (entry == nullptr) {
            continue;
        }
        const auto cause = why(facts);
        return ExitVerdict{
            .after = AfterExit::hold,
            .finding = {.code = std::string(kCode),
                        .reason = fmt::format("{}{}{}", entry->message,
                                              cause.empty() ? "" : "; first: ", cause),
                        .next_step = fmt::format("look at the disk (dmesg, mount, smartctl), "
                                                 "repair or replace it, then: ballast node start "
                                                 "{}",
                                                 facts.node)}};
    }
    return std::nullopt;
}

}  // namespace

const Condition kAllLogDirsFailed{
    .code = kCode, .summary = "no log dir of a broker works any more", .after_exit = after_exit};

}  // namespace ballast::agent
