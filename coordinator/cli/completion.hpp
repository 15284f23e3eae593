// Completion scripts for shells, made from the command table.
#pragma once

#include <string>
#include <string_view>

namespace ballast::cli {

// `shell` is bash, zsh or fish. Names of clusters, nodes and topics come from `ballast names`.
std::string completion_script(std::string_view shell);

}  // namespace ballast::cli
