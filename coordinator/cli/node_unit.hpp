// A systemd unit that keeps one node: ballast-init in the foreground, started again whenever it
// ends.
#pragma once

#include <filesystem>
#include <string>

#include "common/node_identity.hpp"
#include "common/result.hpp"

namespace ballast::cli {

struct UnitInput {
    NodeIdentity node;
    std::filesystem::path node_dir;
    std::filesystem::path init;   // the program ballast-init
    std::filesystem::path agent;  // the program ballast-agent
    std::string user;
};

// The unit's text. Errors: invalid where a path or name cannot stand in a unit (a line feed).
Result<std::string> render_unit(const UnitInput& input);

// A word of ExecStart=, quoted so that systemd reads it back unchanged (systemd.service(5),
// "Command lines": quotes, backslashes, % specifiers and $ variables).
std::string quote_for_systemd(std::string_view word);

}  // namespace ballast::cli
