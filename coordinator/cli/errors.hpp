// What went wrong, on standard error, with what to do next.
#pragma once

#include <string_view>

#include "common/result.hpp"
#include "coordinator/cli/arguments.hpp"
#include "coordinator/cli/terminal.hpp"

namespace ballast::cli {

// "error: MESSAGE", and "next: NEXT" where it is not empty; returns the error's exit code.
int report_error(Terminal& terminal, const Error& error, std::string_view next = {});

// The message, the hint and the command's usage; returns 2.
int report_usage(Terminal& terminal, const UsageError& error);

}  // namespace ballast::cli
