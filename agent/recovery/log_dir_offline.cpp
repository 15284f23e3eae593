// Condition: a broker with several log dirs runs without one of them.
//
// Detects: "Stopping serving logs in dir" in its log; a probe file that cannot be written to some
// of its log dirs.
// Safe action: a warning; the broker serves what is in its other dirs.
// Refuses: to restart it by itself, to drop the dir from log.dirs, to format or remount it.
#include <fmt/format.h>

#include <algorithm>

#include "agent/recovery/all_conditions.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "LOG_DIR_OFFLINE";
constexpr std::string_view kNextStep =
    "see why (ballast logs --grep LogDirFailureChannel, dmesg) and repair the disk, then restart "
    "the node: Kafka takes a log dir back only at a start";

std::optional<Finding> in_log(const LogEntry& entry) {
    // kafka.log.LogManager.handleLogDirFailure, Kafka 1.0 to 3.9.
    constexpr std::string_view kStops = "Stopping serving logs in dir ";
    if (!entry.message.starts_with(kStops)) {
        return std::nullopt;
    }
    return Finding{.code = std::string(kCode),
                   .reason = fmt::format("Kafka took the log dir {} offline after an I/O error; "
                                         "the partitions in it are not served here",
                                         entry.message.substr(kStops.size())),
                   .next_step = std::string(kNextStep)};
}

std::optional<Finding> while_running(const RunningFacts& facts) {
    const auto failing = std::ranges::find_if(
        facts.dirs, [](const DirFacts& dir) { return !dir.write_error.empty(); });
    if (facts.role != Role::kafka || failing == facts.dirs.end() ||
        std::ranges::none_of(facts.dirs,
                             [](const DirFacts& dir) { return dir.write_error.empty(); })) {
        return std::nullopt;
    }
    return Finding{.code = std::string(kCode),
                   .reason = fmt::format("the log dir {} fails: {}", failing->path.string(),
                                         failing->write_error),
                   .next_step = std::string(kNextStep)};
}

}  // namespace

const Condition kLogDirOffline{.code = kCode,
                               .summary = "a broker runs without one of its log dirs",
                               .in_log = in_log,
                               .while_running = while_running};

}  // namespace ballast::agent
