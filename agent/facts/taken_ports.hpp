// The addresses that a node's JVM will listen on, and who is there already.
#pragma once

#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "agent/recovery/start_facts.hpp"

namespace ballast::agent {

struct ListenPort {
    std::uint16_t port = 0;
    std::string_view purpose;
};

// What server.properties and the dynamic file say (agent/config): all on the node's own address.
std::span<const ListenPort> listen_ports(Role role);

// Binds each as Java does (SO_REUSEADDR), without listening, and lets it go at once. A host name in
// place of an address, or one that is not this machine's, is not judged: bind itself will say.
std::vector<TakenPort> find_taken_ports(const std::string& address,
                                        std::span<const ListenPort> ports,
                                        const std::filesystem::path& config_folder);

}  // namespace ballast::agent
