// What ZooKeeper says of a broker and its cluster, asked while the broker is down.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>

#include "agent/recovery/start_facts.hpp"
#include "common/node_identity.hpp"

namespace ballast::agent {

// `with_replicas` also reads the states of all partitions that list the broker. Whatever fails
// leaves what was asked for unknown, with the words why; `seen_for` is RegistrationWatch's.
// Ends within `limit`, and half a second more where the farewell to the server is not answered.
boost::asio::awaitable<ClusterFacts> gather_cluster(NodeIdentity identity, bool with_replicas,
                                                    std::chrono::milliseconds limit);

}  // namespace ballast::agent
