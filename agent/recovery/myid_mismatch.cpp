// Condition: the volume of a ZooKeeper server says that it is another server's.
//
// Detects: myid in the data dir is not this node's id.
// Safe action: HELD, and looked at again, for a volume that is put right.
// Refuses: to overwrite myid: two servers would then vote with one member's memory.
#include <fmt/format.h>

#include <algorithm>

#include "agent/recovery/all_conditions.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "MYID_MISMATCH";
constexpr std::chrono::seconds kLookAgain{5};

std::string owner_of(const std::string& myid, const NodeIdentity& identity) {
    const auto owner = std::ranges::find(identity.zookeepers, myid, [](const ZooKeeperPeer& peer) {
        return std::to_string(peer.id);
    });
    return owner == identity.zookeepers.end()
               ? "no server of this ensemble has that id"
               : fmt::format("the volume is that of zookeeper-{} at {}", owner->id, owner->address);
}

std::optional<StartVerdict> before_start(const StartFacts& facts) {
    const auto& myid = facts.zookeeper.myid;
    const auto& identity = facts.identity;
    if (identity.role != Role::zookeeper || myid.empty() || myid == std::to_string(identity.id)) {
        return std::nullopt;
    }
    const auto folder = facts.dirs.empty() ? std::filesystem::path() : facts.dirs.front().path;
    return StartVerdict{
        .step = StartStep::hold,
        .finding = {.code = std::string(kCode),
                    .reason = fmt::format("{} says '{}', this node is zookeeper-{}: {}",
                                          (folder / "myid").string(), myid.substr(0, 20),
                                          identity.id, owner_of(myid, identity)),
                    .next_step = fmt::format("give each server its own volume back; the one of "
                                             "this node has {} in its myid",
                                             identity.id)},
        .look_again = kLookAgain};
}

}  // namespace

const Condition kMyidMismatch{.code = kCode,
                              .summary = "a ZooKeeper server has another server's volume",
                              .before_start = before_start};

}  // namespace ballast::agent
