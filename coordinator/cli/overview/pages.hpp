// The coordinator's answers for people. Pure: the JSON of its API in, text out. What is missing in
// an answer (another version's) is left out.
#pragma once

#include <json/value.h>

#include <string>

#include "coordinator/cli/terminal.hpp"

namespace ballast::cli {

std::string health_page(const Json::Value& health, const Terminal& terminal);
std::string top_page(const Json::Value& nodes, const Terminal& terminal);
std::string may_stop_page(const Json::Value& answer, const Terminal& terminal);
std::string plan_page(const Json::Value& plan, const Terminal& terminal);

}  // namespace ballast::cli
