// What the node is meant to do, kept on its volume: survives agent, init and machine.
#pragma once

#include <filesystem>
#include <string>

#include "common/files.hpp"
#include "common/result.hpp"

namespace ballast::agent {

struct Intent {
    bool run = true;
    std::string reason;          // the words of the one who stopped it
    std::string by;              // certificate name
    std::uint64_t restarts = 0;  // starts after an unplanned end, over the node's life

    bool operator==(const Intent&) const = default;
};

// A missing file means: run. Errors: invalid (names the file), io.
Result<Intent> load_intent(const std::filesystem::path& file);
// Durable when it returns. Errors: io.
Result<void> save_intent(const std::filesystem::path& file, const Intent& intent,
                         FileCalls& calls = system_files());

}  // namespace ballast::agent
