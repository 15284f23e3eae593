// Condition: the JVM itself crashed.
//
// Detects: the report (hs_err) that it left at its end.
// Safe action: starts it again, within the budget; the report stays where it is.
// Refuses: to delete a report.
#include <fmt/format.h>

#include "agent/recovery/all_conditions.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "JVM_CRASHED";

std::optional<ExitVerdict> after_exit(const ExitFacts& facts) {
    if (facts.crash_report.empty()) {
        return std::nullopt;
    }
    return ExitVerdict{
        .after = AfterExit::restart,
        .finding = {
            .code = std::string(kCode),
            .reason = fmt::format("the JVM crashed; its report is {}", facts.crash_report.string()),
            .next_step = "read the report's head (signal, problematic frame): another "
                         "update of Java, or the machine's memory (dmesg, memtest)"}};
}

}  // namespace

const Condition kJvmCrashed{
    .code = kCode, .summary = "the JVM itself crashed", .after_exit = after_exit};

}  // namespace ballast::agent
