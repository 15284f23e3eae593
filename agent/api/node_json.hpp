// GET /v1/node: the report as the JSON that CONTRACTS names.
#pragma once

#include <json/forwards.h>

#include "agent/node/node_report.hpp"

namespace ballast::agent {

Json::Value to_json_value(const NodeReport& report);

}  // namespace ballast::agent
