// Condition: an address that the JVM listens on is taken by another process.
//
// Detects: before the start, a port that cannot be bound; BindException lines at the JVM's end. A
// ZooKeeper server outlives the loss of its election port (it tries again for ever) and of its
// leader's port (it can then never lead): those show in its log alone.
// Safe action: TERM to an orphan JVM of this very ZooKeeper server; else HELD, and looked at again
// so that the start follows as soon as the port is free.
// Refuses: to end a process that is not ours, to TERM a broker (it may be recovering its logs), and
// to listen elsewhere.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/log_text.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "PORT_TAKEN";
constexpr std::string_view kInUse = "Address already in use";
constexpr std::chrono::seconds kLookAgain{5};  // each look at who holds it reads all of /proc

bool is_own(const TakenPort& port) {
    return port.holder && port.holder->own_jvm;
}

std::string in_words(const TakenPort& port) {
    const auto place = fmt::format("{}:{} ({})", port.address, port.port, port.purpose);
    if (!port.holder) {
        return place + " is taken by a process that cannot be seen from here";
    }
    const auto& holder = *port.holder;
    return fmt::format("{} is taken by process {}{}{}", place, holder.process.pid,
                       is_own(port) ? ", a JVM of this node that init does not know" : "",
                       holder.command_line.empty() ? "" : ": " + holder.command_line);
}

std::optional<StartVerdict> before_start(const StartFacts& facts) {
    const auto& taken = facts.taken_ports;
    // A lock on a log dir tells more about the holder: LOG_DIR_LOCKED.
    if (taken.empty() || std::ranges::any_of(facts.dirs, [](const DirFacts& dir) {
            return dir.lock_holder.has_value();
        })) {
        return std::nullopt;
    }
    const auto foreign = std::ranges::find_if_not(taken, is_own);
    const auto& worst = foreign == taken.end() ? taken.front() : *foreign;
    StartVerdict verdict{.step = StartStep::hold,
                         .finding = {.code = std::string(kCode),
                                     .reason = in_words(worst),
                                     .next_step = "the node starts by itself when the port is "
                                                  "free"},
                         .look_again = kLookAgain,
                         .action = std::nullopt};
    if (!worst.holder) {
        verdict.finding.next_step =
            "find that process (ss -ltnp, as root) and stop it; " + verdict.finding.next_step;
    } else if (!is_own(worst)) {
        verdict.finding.next_step =
            fmt::format("stop process {}, or give it another port; {}", worst.holder->process.pid,
                        verdict.finding.next_step);
    } else if (facts.identity.role == Role::zookeeper) {
        verdict.step = StartStep::act;
        verdict.finding.next_step.clear();
        verdict.action = StopOwnJvm{worst.holder->process};
    }
    return verdict;
}

std::optional<ExitVerdict> after_exit(const ExitFacts& facts) {
    const auto* entry = facts.exit_code == 1 && !facts.served ? find_entry(facts, kInUse) : nullptr;
    if (entry == nullptr) {
        return std::nullopt;
    }
    // The look before the next start waits for the port, so that this is counted once.
    return ExitVerdict{
        .after = AfterExit::restart,
        .finding = {
            .code = std::string(kCode), .reason = sentence_with(*entry, kInUse), .next_step = {}}};
}

std::optional<Finding> in_log(const LogEntry& entry) {
    // Of QuorumCnxManager.Listener, and of Leader: "... /127.10.1.1:3888".
    constexpr std::array<std::string_view, 2> kBegins{"Exception while listening to address /",
                                                      "Couldn't bind to /"};
    const auto* begin =
        std::ranges::find_if(kBegins, [&](auto text) { return entry.message.starts_with(text); });
    if (begin == kBegins.end() || !entry.stack.contains(kInUse)) {
        return std::nullopt;
    }
    return Finding{.code = std::string(kCode),
                   .reason = fmt::format("ZooKeeper cannot listen on {}: {}",
                                         entry.message.substr(begin->size()), kInUse),
                   .next_step =
                       "stop the process that has the port (ss -ltnp, as root); ZooKeeper "
                       "tries again by itself"};
}

}  // namespace

const Condition kPortTaken{.code = kCode,
                           .summary = "an address of the node is taken by another process",
                           .before_start = before_start,
                           .after_exit = after_exit,
                           .in_log = in_log};

}  // namespace ballast::agent
