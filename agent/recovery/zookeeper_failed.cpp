// Condition: a ZooKeeper server ended with an exit status of its own.
//
// Detects: the codes of org.apache.zookeeper.server.ExitCode (3.6 to 3.9) that no other condition
// explains.
// Safe action: a data dir that it cannot use: HELD. Else starts it again, within the budget.
// Refuses: to touch its data for an exit status alone.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/log_text.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "ZOOKEEPER_FAILED";

struct Row {
    int exit_code;
    AfterExit after;
    std::string_view meaning;
    std::string_view next_step;
};

constexpr std::array kRows{
    Row{3, AfterExit::hold, "it cannot use its data dir",
        "see owner, rights and mount of the data dir, then: ballast node start "},
    Row{4, AfterExit::restart, "its AdminServer cannot start", ""},
    Row{10, AfterExit::restart, "it cannot write a snapshot",
        "see whether the disk is full or fails (df, dmesg)"},
    Row{12, AfterExit::restart, "a transaction was committed that it does not have",
        "if it comes again while the others serve: stop the node, move its version-2 aside, start "
        "it; it copies their data"},
    Row{13, AfterExit::restart, "a packet of the quorum is damaged or too large",
        "if it comes again: jute.maxbuffer must be the same on all servers"},
    Row{14, AfterExit::restart, "it cannot listen on its port of the quorum",
        "see who has the port (ss -ltnp, as root)"},
};

std::optional<ExitVerdict> after_exit(const ExitFacts& facts) {
    const auto row = std::ranges::find(kRows, facts.exit_code, &Row::exit_code);
    if (facts.role != Role::zookeeper || facts.signal != 0 || row == kRows.end()) {
        return std::nullopt;
    }
    const auto* entry = last_complaint(facts);
    return ExitVerdict{
        .after = row->after,
        .finding = {.code = std::string(kCode),
                    .reason = fmt::format("ZooKeeper gave up: {}{}{}", row->meaning,
                                          entry == nullptr ? "" : "; it says: ",
                                          entry == nullptr ? "" : complaint_of(*entry)),
                    .next_step = fmt::format("{}{}", row->next_step,
                                             row->after == AfterExit::hold ? facts.node : "")}};
}

}  // namespace

const Condition kZooKeeperFailed{
    .code = kCode, .summary = "a ZooKeeper server gave up by itself", .after_exit = after_exit};

}  // namespace ballast::agent
