// What the conditions of a ZooKeeper server's data have in common: the other servers have all of
// it, and a server without any copies it from them before it has a vote. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "agent/recovery/condition.hpp"

namespace ballast::agent {

// "1 of the 2 servers that a quorum needs serve without it (zookeeper-2 serves; zookeeper-3 at
// 127.10.1.3: connection refused)".
std::string quorum_in_words(const EnsembleFacts& ensemble);

// For data that is there and of no use: aside with it where the others can replace it, else HELD.
// Nothing where there is no data (any more). `what` completes "its data cannot be used: ".
std::optional<StartVerdict> resync_or_hold(const StartFacts& facts, std::string_view code,
                                           std::string_view what);

}  // namespace ballast::agent
