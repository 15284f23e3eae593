// Condition: a ZooKeeper server without data, in an ensemble that has been born.
//
// Detects: the data dir is empty before the start and this is no birth. How many others have lost
// theirs as well cannot be seen from here: a server that is held looks like one that is down.
// Safe action: none is needed where the others have a quorum: it starts, ignores elections while
// it is empty (zookeeper.db.autocreate=false, ZOOKEEPER-261), copies their data and votes then.
// Else HELD, and looked at again until they have one.
// Refuses: to start without such a quorum, and to make `initialize`: empty servers that elect one
// of themselves are a new, empty ensemble under the old name.
#include <fmt/format.h>

#include <algorithm>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/zookeeper_resync.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "ZOOKEEPER_DATA_LOST";
constexpr std::chrono::seconds kLookAgain{1};

std::optional<StartVerdict> before_start(const StartFacts& facts) {
    if (facts.identity.role != Role::zookeeper || facts.identity.birth || facts.dirs.empty() ||
        !std::ranges::all_of(facts.dirs, &DirFacts::empty) || facts.ensemble.others_have_quorum()) {
        return std::nullopt;
    }
    const auto data = (facts.dirs.front().path / "version-2").string();
    return StartVerdict{
        .step = StartStep::hold,
        .finding = {.code = std::string(kCode),
                    .reason = fmt::format("it has no data ({} is empty), though the ensemble was "
                                          "born long ago, and nobody can give it a copy: {}",
                                          data, quorum_in_words(facts.ensemble)),
                    .next_step = facts.ensemble.others.empty()
                                     ? "put a backup into " + data + ", then start the node"
                                     : "start the other servers: as soon as they serve, this one "
                                       "follows by itself; if a majority has lost its data, copy "
                                       "the newest version-2 that is left to " +
                                           data + " of as many as a quorum needs"},
        .look_again = kLookAgain};
}

}  // namespace

const Condition kZooKeeperDataLost{
    .code = kCode,
    .summary = "a ZooKeeper server has no data, and no quorum of others to copy it from",
    .before_start = before_start};

}  // namespace ballast::agent
