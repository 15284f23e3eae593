// Errors of `up` and `down` as text on standard error and as the command's exit code.
#pragma once

#include "common/result.hpp"
#include "coordinator/cli/terminal.hpp"

namespace ballast::cli {

constexpr int kExitDone = 0;
constexpr int kExitNo = 1;
constexpr int kExitUsage = 2;
constexpr int kExitUnreachable = 3;
constexpr int kExitRefused = 4;
constexpr int kExitTimedOut = 5;

// A document that is wrong is a "no" and not a wrong command line.
constexpr const char* kInvalidDocument = "INVALID_DOCUMENT";

int exit_code_of(const Error& error);
// "error: message" on standard error.
void print_problem(Terminal& terminal, std::string_view message);
// Prints and gives the exit code.
int print_error(Terminal& terminal, const Error& error);

}  // namespace ballast::cli
