// Condition: the JVM ended by itself, and no other condition knows why.
//
// Detects: exit 1, with its last error quoted; exit 0.
// Safe action: starts it again, within the budget.
// Refuses: to guess, and to try for ever: CRASH_LOOP.
#include <fmt/format.h>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/broker_end.hpp"
#include "agent/recovery/log_text.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "FAILED";

std::optional<ExitVerdict> after_exit(const ExitFacts& facts) {
    if (facts.signal != 0 || facts.exit_code < 0 || facts.exit_code > 1) {
        return std::nullopt;
    }
    if (facts.exit_code == 0) {
        return ExitVerdict{
            .after = AfterExit::restart,
            .finding = {.code = facts.asked ? "STOPPED" : "ENDED_UNASKED",
                        .reason = facts.asked ? "stopped in order"
                                              : "it ended with exit 0, though nobody had asked it "
                                                "to stop",
                        .next_step = {}}};
    }
    const auto* failure = startup_failure(facts);
    const auto* entry = failure == nullptr ? last_complaint(facts) : failure;
    return ExitVerdict{
        .after = AfterExit::restart,
        .finding = {.code = std::string(kCode),
                    .reason = entry == nullptr ? "without a word in its log" : complaint_of(*entry),
                    .next_step = fmt::format("ballast logs {} --level ERROR", facts.node)}};
}

}  // namespace

const Condition kEndedByItself{
    .code = kCode, .summary = "the JVM ended by itself", .after_exit = after_exit};

}  // namespace ballast::agent
