// Condition: the one-shot file of an ensemble's birth is there although the ensemble has been born.
//
// Detects: `initialize` in the data dir before a start that is no birth.
// Safe action: removes that file; it holds nothing, and a server with data needs none.
// Refuses: to start with it: should the data be lost, the server would vote with an empty tree
// (FileTxnSnapLog.restore, ZooKeeper 3.6 and later).
#include "agent/recovery/all_conditions.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "ALREADY_BORN";

std::optional<StartVerdict> before_start(const StartFacts& facts) {
    if (facts.identity.role != Role::zookeeper || facts.identity.birth ||
        !facts.zookeeper.initialize_present) {
        return std::nullopt;
    }
    return StartVerdict{
        .step = StartStep::act,
        .finding = {.code = std::string(kCode),
                    .reason = "removes the file initialize: the ensemble was born long ago, and "
                              "with that file this server could vote without data",
                    .next_step = {}},
        .look_again = std::chrono::seconds{1},
        .action = RemoveInitialize{}};
}

}  // namespace

const Condition kAlreadyBorn{.code = kCode,
                             .summary = "the file that allows a birth is there after the birth",
                             .before_start = before_start};

}  // namespace ballast::agent
