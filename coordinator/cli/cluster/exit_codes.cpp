#include "coordinator/cli/cluster/exit_codes.hpp"

#include <fmt/format.h>

namespace ballast::cli {

int exit_code_of(const Error& error) {
    if (error.code == kInvalidDocument) {
        return kExitNo;
    }
    switch (error.kind) {
        case ErrorKind::invalid:
            return kExitUsage;
        case ErrorKind::refused:
            return kExitRefused;
        case ErrorKind::unreachable:
            return kExitUnreachable;
        case ErrorKind::timed_out:
            return kExitTimedOut;
        case ErrorKind::not_found:
        case ErrorKind::io:
        case ErrorKind::internal:
            return kExitNo;
    }
    return kExitNo;
}

void print_problem(Terminal& terminal, std::string_view message) {
    terminal.write_error(
        fmt::format("{} {}\n", terminal.paint_error(Colour::red, "error:"), message));
}

int print_error(Terminal& terminal, const Error& error) {
    print_problem(terminal, error.message);
    return exit_code_of(error);
}

}  // namespace ballast::cli
