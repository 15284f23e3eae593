// A file that the agent renders from the document.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "common/files.hpp"
#include "common/result.hpp"

namespace ballast::agent {

struct RenderedFile {
    std::filesystem::path path;
    std::string content;
    mode_t mode = 0600;
};

// Writes those whose content differs, each durably; returns their paths. Errors: io.
Result<std::vector<std::filesystem::path>> write_rendered(std::span<const RenderedFile> files,
                                                          FileCalls& calls = system_files());

}  // namespace ballast::agent
