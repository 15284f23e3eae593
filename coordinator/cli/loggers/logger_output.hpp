// Loggers for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "coordinator/cli/args.hpp"
#include "coordinator/cli/terminal.hpp"

namespace ballast::cli {

struct LoggerRow {
    std::string node;
    std::string logger;
    std::string level;   // in force
    std::string before;  // empty: nothing was changed
};

std::string render_loggers(const std::vector<LoggerRow>& rows, OutputFormat format,
                           const Terminal& terminal);

}  // namespace ballast::cli
