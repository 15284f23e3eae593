// Help texts and usage lines, made from the command table.
#pragma once

#include <string>
#include <string_view>

#include "coordinator/cli/command_table.hpp"

namespace ballast::cli {

// "ballast topic create NAME [--partitions N] ..."
std::string usage_line(const CommandSpec& command);
// The whole help of a command ("status"), of a group ("topic") or of the program (""), 80 columns.
std::string help_text(std::string_view path);
// One or two lines for standard error after a wrong command line: usage and where help is.
std::string short_usage(std::string_view path);

}  // namespace ballast::cli
