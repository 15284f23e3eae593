// The command line of ballast-coordinator.
#pragma once

#include <expected>
#include <filesystem>

namespace ballast::coordinator {

struct RunVerb {
    std::filesystem::path node_dir;
};

// Or the exit code, after help, the version or a usage error was printed.
std::expected<RunVerb, int> parse_arguments(int argc, char** argv);

}  // namespace ballast::coordinator
