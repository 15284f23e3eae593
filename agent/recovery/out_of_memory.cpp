// Condition: the memory was too small, the heap's or the machine's.
//
// Detects: the JVM's farewell of -XX:+ExitOnOutOfMemoryError (exit 3; a ZooKeeper server has an
// exit 3 of its own) or a start that failed with OutOfMemoryError (exit 1): OUT_OF_MEMORY. A KILL
// while the control group's count of such kills rose: KERNEL_OUT_OF_MEMORY.
// Safe action: starts it again, within the budget.
// Refuses: to make a heap or a limit larger by itself.
#include <fmt/format.h>
#include <signal.h>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/broker_end.hpp"
#include "agent/recovery/log_text.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "OUT_OF_MEMORY";
constexpr int kExitOnOutOfMemory = 3;
constexpr int kExitOfKilled = 128 + SIGKILL;  // as a shell in between tells it

std::string remedy(Role role, std::string_view what) {
    if (what.contains("native thread")) {
        return "the heap is not the matter: raise the limit of threads (ulimit -u, pids.max)";
    }
    return fmt::format(
        "if it comes again, raise {}.jvm.heap in the document, and the memory limit "
        "with it",
        to_string(role));
}

// "Java heap space", "Metaspace", …; "unknown" where the JVM did not say; nothing: it did not end
// for its own memory.
std::optional<std::string> shortage(const ExitFacts& facts) {
    constexpr std::string_view kError = "java.lang.OutOfMemoryError: ";
    constexpr std::string_view kFarewell = "Terminating due to java.lang.OutOfMemoryError: ";
    if (facts.signal != 0) {
        return std::nullopt;
    }
    if (facts.exit_code == kExitOnOutOfMemory) {
        if (const auto* entry = find_entry(facts, kFarewell)) {
            return sentence_with(*entry, kFarewell).substr(kFarewell.size());
        }
        return facts.role == Role::kafka ? std::optional<std::string>("unknown") : std::nullopt;
    }
    // The log's reader takes such a line for the JVM's own: it is an entry by itself.
    const auto* entry = startup_failure(facts) != nullptr ? find_entry(facts, kError) : nullptr;
    return entry == nullptr ? std::nullopt : std::optional(sentence_with(*entry, kError));
}

std::optional<ExitVerdict> after_exit(const ExitFacts& facts) {
    const bool killed = facts.signal == SIGKILL || facts.exit_code == kExitOfKilled;
    if (killed && facts.oom_killed) {
        return ExitVerdict{
            .after = AfterExit::restart,
            .finding = {.code = "KERNEL_OUT_OF_MEMORY",
                        .reason = "the kernel killed it: the memory limit of its control group "
                                  "was reached",
                        .next_step = fmt::format(
                            "raise the memory limit, or lower {}.jvm.heap: what is beside the "
                            "heap (threads, buffers, mapped files) needs room as well",
                            to_string(facts.role))}};
    }
    const auto what = shortage(facts);
    if (!what) {
        return std::nullopt;
    }
    return ExitVerdict{.after = AfterExit::restart,
                       .finding = {.code = std::string(kCode),
                                   .reason = fmt::format("it ran out of memory ({})", *what),
                                   .next_step = remedy(facts.role, *what)}};
}

}  // namespace

const Condition kOutOfMemory{.code = kCode,
                             .summary = "the heap or the memory of the machine was too small",
                             .after_exit = after_exit};

}  // namespace ballast::agent
