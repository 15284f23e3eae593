// Options in variables like KAFKA_OPTS, split without a shell. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

namespace ballast::agent {

// Words as a shell splits them (POSIX, 2.2): blanks, '...', "..." and backslash; nothing is
// expanded. Errors: invalid (a quote is never closed, or a NUL byte).
Result<std::vector<std::string>> split_words(std::string_view text);

}  // namespace ballast::agent
