// Condition: the heap leaves too little of the memory limit for the rest of the JVM.
//
// Detects: before the start, a heap above 85 % of the control group's limit.
// Safe action: HELD with both numbers: the kernel would kill the JVM later, under load. A limit
// that is raised is noticed.
// Refuses: to start, and to choose another heap than the one that was asked for.
#include <fmt/format.h>

#include "agent/recovery/all_conditions.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "HEAP_ABOVE_LIMIT";
constexpr std::int64_t kMostPercent = 85;
constexpr std::chrono::seconds kLookAgain{10};

constexpr std::int64_t mebi(std::int64_t bytes) {
    return bytes >> 20U;
}

std::optional<StartVerdict> before_start(const StartFacts& facts) {
    const auto limit = facts.memory_limit;
    const auto heap = facts.heap_bytes;
    if (limit <= 0 || heap <= limit / 100 * kMostPercent) {
        return std::nullopt;
    }
    const double percent = 100.0 * static_cast<double>(heap) / static_cast<double>(limit);
    return StartVerdict{
        .step = StartStep::hold,
        .finding = {.code = std::string(kCode),
                    .reason =
                        fmt::format("the heap of {} MiB is {:.0f} % of the memory limit of {} "
                                    "MiB; threads, buffers and code need the rest",
                                    mebi(heap), percent, mebi(limit)),
                    .next_step = fmt::format(
                        "set {}.jvm.heap to at most {}Mi, leave it out (Ballast then takes about "
                        "half of the limit), or raise the limit to {}Mi or more",
                        to_string(facts.identity.role), mebi(limit / 100 * kMostPercent),
                        mebi(heap) * 100 / kMostPercent + 1)},
        .look_again = kLookAgain};
}

}  // namespace

const Condition kHeapAboveLimit{.code = kCode,
                                .summary = "the heap is above 85 % of the memory limit",
                                .before_start = before_start};

}  // namespace ballast::agent
