// The one loop of ballast-init: signals, the agent's socket, the JVM's pipes, and a few deadlines.
#pragma once

#include <cstdint>
#include <string>

namespace ballast::init {

struct Options {
    std::string node_dir;
    std::string agent;
    std::uint64_t stop_patience_ms = 10'000;   // with an agent that does not answer to a stop
    std::uint64_t agent_patience_ms = 10'000;  // with a new agent that is not up
};

// Owns the JVM and the agent until the agent orders Leave, or a stop has ended. Never ends a JVM by
// itself, except by one TERM when it was told to stop and no agent answers.
void keep_node(const Options& options);

}  // namespace ballast::init
