// Where this program and those installed with it are.
#pragma once

#include <filesystem>
#include <string>

#include "common/result.hpp"

namespace ballast::cli {

// Where this program lies; empty when /proc does not say.
std::filesystem::path program_folder();
// A program beside this one ("ballast-agent"). Errors: not_found, with where it should be.
Result<std::filesystem::path> sibling_program(const std::string& name);

}  // namespace ballast::cli
