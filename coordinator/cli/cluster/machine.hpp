// Measures the facts that the preflight judges.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "coordinator/cli/cluster/preflight.hpp"

namespace ballast::cli {

struct PlannedNode {
    std::string name;
    Role role = Role::kafka;
    std::string address;
    std::vector<std::filesystem::path> folders;  // that it will write to; need not exist yet
};

// Nothing is written.
MachineFacts measure_machine(const std::vector<PlannedNode>& nodes);

// Bytes that can still be used: the least of MemAvailable and of the room in each memory cgroup
// (v1 or v2) from ours up to the root. Empty when /proc/meminfo cannot be read. `root` is "/" but
// in tests.
std::optional<std::int64_t> available_memory(const std::filesystem::path& root);

// Why bind(2) refuses the address and port, or empty when it is free. A listener on 0.0.0.0 holds
// it, too.
std::string bind_error(const std::string& address, std::uint16_t port);

// "java (process 12)" for the listener on this address and port, as far as /proc lets us see.
std::string port_holder(const std::string& address, std::uint16_t port);

}  // namespace ballast::cli
