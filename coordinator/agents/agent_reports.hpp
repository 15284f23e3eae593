// What agents report, out of their JSON. Pure.
#pragma once

#include <string_view>

#include "common/result.hpp"
#include "coordinator/model/cluster_view.hpp"

namespace ballast::coordinator {

// The body of GET /v1/node into `node`, whose name, role, id and address say who was asked; `heard`
// and `silence` stay as they are. After an error `node` is as it was. Errors: invalid (also code
// WRONG_NODE: another node or another cluster answered).
Result<void> read_node_report(std::string_view json, std::string_view cluster, NodeView& node);

// The body of GET /v1/zookeeper into `server`, likewise. Errors: invalid.
Result<void> read_zookeeper_report(std::string_view json, ZooKeeperView& server);

}  // namespace ballast::coordinator
