// Condition: the machine's clock was set.
//
// Detects: the wall clock against the steady one, by 5 s or more.
// Safe action: a warning. Nothing of Ballast waits by the wall clock, ZooKeeper's sessions neither.
// Refuses: to set a clock, and to restart anything.
#include <fmt/format.h>

#include "agent/recovery/all_conditions.hpp"
#include "common/units.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "CLOCK_JUMP";
constexpr std::chrono::seconds kSmallest{5};

std::optional<Finding> while_running(const RunningFacts& facts) {
    const auto jump = facts.clock_jump;
    if (jump > -kSmallest && jump < kSmallest) {
        return std::nullopt;
    }
    const bool forward = jump > std::chrono::milliseconds{0};
    std::string effect;
    if (facts.role == Role::zookeeper) {
        effect = "ZooKeeper's sessions run by a steady clock";
    } else if (forward) {
        effect =
            "Kafka may delete segments too early (retention.ms) and end transactions and "
            "delegation tokens";
    } else {
        effect =
            "new records get times before older ones, and what retention.ms would delete "
            "stays longer";
    }
    return Finding{
        .code = std::string(kCode),
        .reason = fmt::format("the wall clock jumped {} by {}; {}", forward ? "forward" : "back",
                              format_duration(forward ? jump : -jump), effect),
        .next_step =
            "let chrony or ntpd slew the clock, on all machines of the "
            "cluster; Ballast itself does not depend on it"};
}

}  // namespace

const Condition kClockJump{.code = kCode,
                           .summary = "the machine's clock jumped by 5 s or more",
                           .while_running = while_running};

}  // namespace ballast::agent
