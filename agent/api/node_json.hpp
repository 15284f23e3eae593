// GET /v1/node: the view as the JSON that README.md of this folder names.
#pragma once

#include <json/forwards.h>

#include "agent/api/node_view.hpp"

namespace ballast::agent {

Json::Value to_json_value(const NodeView& view);

}  // namespace ballast::agent
