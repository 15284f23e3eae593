// Condition: a broker cannot start because ZooKeeper does not answer.
//
// Detects: exit 1 before it served, with the exceptions of Kafka's ZooKeeper client; before the
// next start, ZooKeeper still cannot be asked.
// Safe action: waits until ZooKeeper answers and starts then; says nothing about the node, so such
// ends are not counted against it.
// Refuses: to start in vain again and again, and to go to other servers than those it has.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/broker_end.hpp"
#include "agent/recovery/log_text.hpp"
#include "common/text.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "ZOOKEEPER_UNREACHABLE";
constexpr std::chrono::seconds kLookAgain{1};

constexpr std::array<std::string_view, 4> kOfTheClient{
    "ZooKeeperClientTimeoutException",
    "ZooKeeperClientExpiredException",
    "KeeperErrorCode = ConnectionLoss",
    "KeeperErrorCode = Session expired",
};

std::string addresses(const NodeIdentity& identity) {
    std::vector<std::string> all;
    for (const auto& peer : identity.zookeepers) {
        all.push_back(fmt::format("zookeeper-{} at {}", peer.id, peer.address));
    }
    return join(all, ", ");
}

std::optional<StartVerdict> before_start(const StartFacts& facts) {
    const auto& cluster = facts.cluster;
    // At a birth nobody is asked.
    if (facts.identity.role != Role::kafka || facts.identity.birth || cluster.known ||
        facts.last_end_code != kCode) {
        return std::nullopt;
    }
    return StartVerdict{
        .step = StartStep::wait,
        .finding = {.code = std::string(kCode),
                    .reason = fmt::format("waits for ZooKeeper ({}){}{}", addresses(facts.identity),
                                          cluster.unknown_because.empty() ? "" : ": ",
                                          cluster.unknown_because),
                    .next_step = "see ballast status for the ZooKeeper servers, and the network "
                                 "between; the broker starts by itself when they serve"},
        .look_again = kLookAgain,
        .action = {}};
}

std::optional<ExitVerdict> after_exit(const ExitFacts& facts) {
    const auto* entry = facts.served ? nullptr : startup_failure(facts);
    if (entry == nullptr) {
        return std::nullopt;
    }
    const auto said =
        std::ranges::find_if(kOfTheClient, [&](auto text) { return says(*entry, text); });
    if (said == kOfTheClient.end()) {
        return std::nullopt;
    }
    return ExitVerdict{
        .after = AfterExit::excused,
        .finding = {.code = std::string(kCode),
                    .reason = "ZooKeeper does not answer: " + sentence_with(*entry, *said),
                    .next_step = {}}};
}

}  // namespace

const Condition kZooKeeperUnreachable{
    .code = kCode,
    .summary = "a broker cannot start because ZooKeeper does not answer",
    .before_start = before_start,
    .after_exit = after_exit};

}  // namespace ballast::agent
