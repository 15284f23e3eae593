// Condition: the JVM lives and does nothing.
//
// Detects: it is stopped by a signal; or no answer for 10 s, and for 10 s threads that wait for the
// disk without end or no use of the CPU. One that does use the CPU is slow, which is no finding.
// Safe action: a warning; the node is FROZEN and not ready until it moves again.
// Refuses: to kill it: its session in ZooKeeper has ended already, a killed broker recovers its
// logs from the very disk that hangs, and what stopped it can let it go on.
#include <fmt/format.h>

#include "agent/recovery/all_conditions.hpp"
#include "common/units.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "FROZEN";
constexpr std::chrono::seconds kLongest{10};

std::optional<Finding> while_running(const RunningFacts& facts) {
    if (facts.stopped_by_signal) {
        return Finding{.code = std::string(kCode),
                       .reason = fmt::format(
                           "process {} is stopped by a signal (SIGSTOP?) or a debugger", facts.pid),
                       .next_step = fmt::format("kill -CONT {}", facts.pid)};
    }
    if (facts.unanswered < kLongest) {
        return std::nullopt;
    }
    if (facts.disk_wait >= kLongest) {
        return Finding{.code = std::string(kCode),
                       .reason = fmt::format("no answer for {}: process {} has waited for its "
                                             "disk for {}",
                                             format_duration(facts.unanswered), facts.pid,
                                             format_duration(facts.disk_wait)),
                       .next_step =
                           "look at the disk (dmesg, iostat -x, the storage's own "
                           "state); do not kill the JVM, it goes on when the disk does"};
    }
    if (facts.cpu_idle >= kLongest) {
        return Finding{.code = std::string(kCode),
                       .reason = fmt::format("no answer for {}: process {} has used no CPU for {}",
                                             format_duration(facts.unanswered), facts.pid,
                                             format_duration(facts.cpu_idle)),
                       .next_step = fmt::format("see whether it is frozen from outside (a paused "
                                                "container or machine), else take a thread dump "
                                                "(kill -QUIT {}) before you restart the node",
                                                facts.pid)};
    }
    return std::nullopt;
}

}  // namespace

const Condition kFrozen{
    .code = kCode, .summary = "the JVM lives and does nothing", .while_running = while_running};

}  // namespace ballast::agent
