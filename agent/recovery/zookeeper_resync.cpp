#include "agent/recovery/zookeeper_resync.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ballast::agent {
namespace {

constexpr std::chrono::seconds kLookAgain{5};

std::string in_words(const PeerFacts& peer) {
    return peer.serving
               ? fmt::format("zookeeper-{} serves{}", peer.id, peer.leader ? ", leads" : "")
               : fmt::format("zookeeper-{} at {}: {}", peer.id, peer.address,
                             peer.why_not.empty() ? "does not serve" : peer.why_not);
}

}  // namespace

std::string quorum_in_words(const EnsembleFacts& ensemble) {
    const auto& others = ensemble.others;
    if (others.empty()) {
        return "it is the only server of its ensemble";
    }
    std::string each;
    for (const auto& peer : others) {
        each += (each.empty() ? "" : "; ") + in_words(peer);
    }
    const auto serving = std::ranges::count_if(others, &PeerFacts::serving);
    const auto needed = (others.size() + 1) / 2 + 1;
    return fmt::format("{} of the {} servers that a quorum needs serve without it ({})", serving,
                       needed, each);
}

std::optional<StartVerdict> resync_or_hold(const StartFacts& facts, std::string_view code,
                                           std::string_view what) {
    const auto dir = std::ranges::find(facts.dirs, false, &DirFacts::empty);
    if (dir == facts.dirs.end()) {
        return std::nullopt;
    }
    const auto data = dir->path / "version-2";
    // At a birth an empty server would vote at once.
    if (facts.ensemble.others_have_quorum() && !facts.identity.birth) {
        return StartVerdict{
            .step = StartStep::act,
            .finding = {.code = std::string(code),
                        .reason = fmt::format("its data cannot be used: {}; the others serve, so "
                                              "{} is moved aside and copied anew from them",
                                              what, data.string()),
                        .next_step = fmt::format("delete {}.quarantine-* when nobody needs it for "
                                                 "an inquiry, and check the disk",
                                                 data.string())},
            .look_again = kLookAgain,
            .action = MoveAside{data}};
    }
    const bool alone = facts.ensemble.others.empty();
    return StartVerdict{
        .step = StartStep::hold,
        .finding = {.code = std::string(code),
                    .reason = fmt::format("its data cannot be used: {}; and nobody can give it a "
                                          "copy: {}",
                                          what, quorum_in_words(facts.ensemble)),
                    .next_step =
                        alone ? fmt::format("put a backup in the place of {}, then start the node",
                                            data.string())
                              : "start the other servers: as soon as they serve, this one copies "
                                "the data from them by itself; if they cannot, put a backup or "
                                "another server's version-2 in the place of " +
                                    data.string() + ", then start the node"},
        .look_again = kLookAgain};
}

}  // namespace ballast::agent
