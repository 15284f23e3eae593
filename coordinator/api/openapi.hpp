// The document of the API, OpenAPI 3.1, out of the table of its routes.
#pragma once

#include <json/forwards.h>

#include <string>
#include <vector>

#include "coordinator/api/operation.hpp"

namespace ballast::coordinator {

Json::Value make_openapi(const std::vector<Operation>& operations, const std::string& version);

}  // namespace ballast::coordinator
