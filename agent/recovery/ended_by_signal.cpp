// Condition: a signal ended the JVM.
//
// Detects: exit 143 and 130 (TERM and INT that the JVM obeyed in order), a broker's exit 1 with
// "still starting up, cannot shut down", and every signal that killed it.
// Safe action: starts it again where nobody had asked, within the budget.
// Refuses: to call a broker's stop clean without the marker in every log dir.
#include <fmt/format.h>
#include <signal.h>
#include <string.h>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/log_text.hpp"

namespace ballast::agent {
namespace {

constexpr int kSignalBase = 128;

// By the kernel's word or, as the JVM and shells tell it, by the exit status.
int signal_of(const ExitFacts& facts) {
    return facts.signal != 0 ? facts.signal : facts.exit_code - kSignalBase;
}

bool left_unclean(const ExitFacts& facts) {
    return facts.role == Role::kafka && !facts.clean_markers;
}

std::string recovery_to_come(const ExitFacts& facts) {
    return left_unclean(facts) ? "; the next start recovers its logs" : "";
}

ExitVerdict verdict(std::string_view code, std::string reason, std::string next_step = {}) {
    return {.after = AfterExit::restart,
            .finding = {.code = std::string(code),
                        .reason = std::move(reason),
                        .next_step = std::move(next_step)}};
}

ExitVerdict stopped(const ExitFacts& facts, int signal) {
    if (!facts.asked) {
        return verdict(
            "TERMINATED",
            fmt::format("somebody else than Ballast sent it SIG{}{}", sigabbrev_np(signal),
                        recovery_to_come(facts)),
            fmt::format("to stop it so that it stays so: ballast node stop {}", facts.node));
    }
    return left_unclean(facts)
               ? verdict("STOPPED_UNCLEAN",
                         "stopped as asked, but a log dir lacks its marker of a clean stop; the "
                         "next start recovers its logs",
                         fmt::format("ballast logs {} --level WARN shows what went wrong at the "
                                     "end",
                                     facts.node))
               : verdict("STOPPED", "stopped in order");
}

ExitVerdict killed(const ExitFacts& facts, int signal) {
    const auto* name = sigabbrev_np(signal);
    const auto reason = fmt::format(
        "{}{}{}", name == nullptr ? fmt::format("signal {}", signal) : fmt::format("SIG{}", name),
        facts.asked ? " while it was being stopped" : ", not from Ballast",
        recovery_to_come(facts));
    return verdict("KILLED", reason,
                   facts.asked || signal != SIGKILL
                       ? ""
                       : "if it was not you: see dmesg for the kernel's out-of-memory killer");
}

std::optional<ExitVerdict> after_exit(const ExitFacts& facts) {
    const int signal = signal_of(facts);
    if (signal == SIGTERM || signal == SIGINT) {
        return stopped(facts, signal);
    }
    if (signal > 0 && signal < NSIG) {
        return killed(facts, signal);
    }
    // kafka.server.KafkaServer.shutdown, up to 3.9: then it halts.
    if (facts.role == Role::kafka && facts.exit_code == 1 && !facts.served &&
        find_entry(facts, "Kafka server is still starting up, cannot shut down!") != nullptr) {
        return verdict("STOPPED_IN_STARTUP",
                       fmt::format("{} it SIGTERM while it still started, and Kafka then halts; "
                                   "the next start recovers its logs",
                                   facts.asked ? "a stop sent" : "somebody sent"));
    }
    return std::nullopt;
}

}  // namespace

const Condition kEndedBySignal{
    .code = "KILLED", .summary = "a signal ended the JVM", .after_exit = after_exit};

}  // namespace ballast::agent
