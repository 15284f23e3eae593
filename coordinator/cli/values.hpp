// Checks of single values of a command line.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "coordinator/cli/command_table.hpp"

namespace ballast::cli {

// What is wrong with a value and what would be right: "must be from 1 to 250"; empty when valid.
std::optional<std::string> value_problem(const ValueSpec& spec, std::string_view value);

// The choice as the table spells it, where the value differs in case; the value else.
std::string canonical_value(const ValueSpec& spec, std::string_view value);

}  // namespace ballast::cli
