// The command line of ballast-agent.
#pragma once

#include <expected>

#include "agent/verbs.hpp"

namespace ballast::agent {

// Or the exit code, after help or a usage error was printed.
std::expected<AgentVerb, int> parse_arguments(int argc, char** argv);

}  // namespace ballast::agent
