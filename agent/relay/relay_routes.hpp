// The part of the agent's API that leads to the node's own broker or ZooKeeper server.
#pragma once

#include <vector>

#include "common/http/router.hpp"
#include "common/node_identity.hpp"

namespace ballast::agent {

// Of a broker: POST /v1/kafka, a frame as application/octet-stream, answered with one (see
// KafkaRelay::forward()); a viewer may send what only reads.
// Of a ZooKeeper server: GET /v1/zookeeper. Each refuses on a node of the other role, with code
// WRONG_ROLE.
std::vector<http::Route> make_relay_routes(const NodeIdentity& identity);

}  // namespace ballast::agent
