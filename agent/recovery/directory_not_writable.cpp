// Condition: nothing can be written to the directories of the node.
//
// Detects: before the start and while it runs, a probe file that could not be written, synced and
// removed, in every directory. In some of several: LOG_DIR_OFFLINE.
// Safe action: HELD with the system's words, and looked at again; while it runs, a warning.
// Refuses: to change rights or owners, to remount, to format, to leave a directory out.
#include <fmt/format.h>

#include <algorithm>

#include "agent/recovery/all_conditions.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "DIRECTORY_NOT_WRITABLE";
constexpr std::chrono::seconds kLookAgain{10};
constexpr std::string_view kNextStep =
    "see why (dmesg, mount, ls -ld, df -i); mount it writable again, correct its owner or replace "
    "the disk";

bool all_fail(const std::vector<DirFacts>& dirs) {
    return !dirs.empty() &&
           std::ranges::none_of(dirs, [](const DirFacts& dir) { return dir.write_error.empty(); });
}

std::optional<StartVerdict> before_start(const StartFacts& facts) {
    if (!all_fail(facts.dirs)) {
        return std::nullopt;
    }
    return StartVerdict{
        .step = StartStep::hold,
        .finding = {.code = std::string(kCode),
                    .reason = facts.dirs.front().write_error,
                    .next_step = fmt::format("{}; the node then starts by itself", kNextStep)},
        .look_again = kLookAgain,
        .action = {}};
}

std::optional<Finding> while_running(const RunningFacts& facts) {
    if (!all_fail(facts.dirs)) {
        return std::nullopt;
    }
    return Finding{.code = std::string(kCode),
                   .reason = facts.dirs.front().write_error,
                   .next_step = std::string(kNextStep)};
}

}  // namespace

const Condition kDirectoryNotWritable{
    .code = kCode,
    .summary = "nothing can be written to the directories of the node",
    .before_start = before_start,
    .while_running = while_running};

}  // namespace ballast::agent
