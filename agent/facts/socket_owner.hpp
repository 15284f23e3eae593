// Which process has a TCP port.
#pragma once

#include <sys/socket.h>
#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace ballast::agent {

// A numeric address with a port, as bind(2) takes it.
struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;

    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};
// Empty for a host name: asking a name server may take long.
std::optional<SocketAddress> parse_socket_address(const char* address, std::uint16_t port);

// Inodes of the sockets in this text of /proc/net/tcp or tcp6 (proc(5)) that keep others from
// `address`: on it, on its IPv4-mapped form (as Java binds) or on all addresses. Listening ones
// first. Pure.
std::vector<std::uint64_t> sockets_at(std::string_view table, const SocketAddress& address);

// Of the network namespace of this process. Empty where nobody is there, or where the process is
// another user's.
std::optional<pid_t> find_socket_owner(const SocketAddress& address);

}  // namespace ballast::agent
