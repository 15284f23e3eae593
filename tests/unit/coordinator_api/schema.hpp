// As much of JSON Schema as the API's document uses, with one rule more: a member that the schema
// does not name is a mistake.
#pragma once

#include <json/forwards.h>

#include <string>
#include <vector>

namespace ballast::coordinator::test {

// What is wrong with the value, each with its pointer. `document` has the schemas that "$ref"
// names.
std::vector<std::string> mismatches(const Json::Value& document, const Json::Value& schema,
                                    const Json::Value& value, const std::string& pointer = "");

}  // namespace ballast::coordinator::test
