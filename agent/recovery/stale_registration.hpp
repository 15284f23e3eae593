// Condition: the broker's registration of its last life is still in ZooKeeper.
//
// Detects: exit 1 after ZooKeeper refused the ephemeral /brokers/ids/ID because its owner's session
// has not run out yet (a broker that was killed; zookeeper.session.timeout.ms, 18 s).
// Safe action: start again shortly; the session runs out by itself. Such an end says nothing about
// the broker, so it does not count against the restart budget.
// Refuses: to delete the znode or to take another broker.id.
#pragma once

#include <deque>

#include "agent/logs/log_entry.hpp"

namespace ballast::agent {

constexpr const char* kStaleRegistration = "STALE_REGISTRATION";

// True when the last entries before the end tell of it.
bool ended_by_stale_registration(const std::deque<LogEntry>& recent);

}  // namespace ballast::agent
