// The password of the AGENT listener: random for each start of the JVM, in files on tmpfs only.
#pragma once

#include <filesystem>

#include "common/result.hpp"

namespace ballast::agent {

// Makes the folder (0700), checks that it is ours alone and on tmpfs, and writes a new password
// into agent.password and, as the broker's JAAS entry, into agent.jaas (0400 both).
// Errors: refused with code SECRETS_NOT_ON_TMPFS, SECRETS_NOT_PRIVATE or SECRETS_BAD_PATH; io.
Result<void> make_agent_credentials(const std::filesystem::path& folder);

// Errors as above. The three last folders of the path are Ballast's own and are checked.
Result<void> make_secrets_folder(const std::filesystem::path& folder);

}  // namespace ballast::agent
