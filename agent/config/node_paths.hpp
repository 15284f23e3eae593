// Paths that the rendered files name.
#pragma once

#include <filesystem>

namespace ballast::agent {

struct NodePaths {
    std::filesystem::path config;   // where the rendered files go
    std::filesystem::path volume;   // relative storage directories are under it
    std::filesystem::path log;      // GC log, hs_err files
    std::filesystem::path secrets;  // on tmpfs: agent.jaas
};

}  // namespace ballast::agent
