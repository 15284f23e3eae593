// Condition: a JVM of this very node runs and init does not know it.
//
// Detects: before the start, a process with this node's configuration on its command line, whether
// or not it holds a lock or a port yet; init was killed, and the JVM went on without it.
// Safe action: TERM, which ends it in order; a broker gets it only once it listens for clients,
// since before that it may be recovering its logs. Then the node starts as after any stop.
// Refuses: KILL, and to start a second JVM on the volume meanwhile.
#include <fmt/format.h>

#include <algorithm>

#include "agent/recovery/all_conditions.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "ORPHAN_JVM";
constexpr std::chrono::seconds kLookAgain{1};
constexpr std::uint16_t kClients = 9092;

bool listens(const StartFacts& facts, pid_t pid) {
    return std::ranges::any_of(facts.taken_ports, [&](const TakenPort& port) {
        return port.port == kClients && port.holder && port.holder->process.pid == pid;
    });
}

std::optional<StartVerdict> before_start(const StartFacts& facts) {
    if (!facts.orphan) {
        return std::nullopt;
    }
    const auto process = facts.orphan->process;
    const bool may_end = facts.identity.role == Role::zookeeper || listens(facts, process.pid);
    return StartVerdict{
        .step = may_end ? StartStep::act : StartStep::wait,
        .finding = {.code = std::string(kCode),
                    .reason = fmt::format("process {} is a JVM of this node that lost its "
                                          "ballast-init; {}",
                                          process.pid,
                                          may_end ? "it is stopped in order before the next start"
                                                  : "it does not listen for clients yet, and is "
                                                    "stopped in order once it does"),
                    .next_step = {}},
        .look_again = kLookAgain,
        .action = may_end ? std::optional<SafeAction>(StopOwnJvm{process}) : std::nullopt};
}

}  // namespace

const Condition kOrphanJvm{.code = kCode,
                           .summary = "a JVM of this node runs that its ballast-init does not know",
                           .before_start = before_start};

}  // namespace ballast::agent
