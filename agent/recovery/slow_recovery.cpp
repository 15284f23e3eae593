// Condition: a broker's recovery of its logs does not get on.
//
// Detects: no log was completed for 15 minutes while the broker loads its logs.
// Safe action: a warning. One huge log on a slow disk looks the same, and then it ends well.
// Refuses: to TERM or kill the broker: all that is recovered would be recovered again.
#include <fmt/format.h>

#include "agent/recovery/all_conditions.hpp"
#include "common/units.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "SLOW_RECOVERY";
constexpr std::chrono::minutes kLongest{15};

std::optional<Finding> while_running(const RunningFacts& facts) {
    if (!facts.recovering || facts.no_progress < kLongest) {
        return std::nullopt;
    }
    return Finding{.code = std::string(kCode),
                   .reason = fmt::format("the broker recovers its logs, and none was completed for "
                                         "{}",
                                         format_duration(facts.no_progress)),
                   .next_step = fmt::format(
                       "do not stop it, that begins anew; see whether its disk works (iostat -x) "
                       "and process {} reads; num.recovery.threads.per.data.dir makes the next "
                       "recovery faster",
                       facts.pid)};
}

}  // namespace

const Condition kSlowRecovery{.code = kCode,
                              .summary = "no progress in the recovery of logs for 15 minutes",
                              .while_running = while_running};

}  // namespace ballast::agent
