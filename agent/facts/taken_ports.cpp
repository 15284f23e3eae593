#include "agent/facts/taken_ports.hpp"

#include <array>
#include <cerrno>

#include "agent/facts/descriptor.hpp"
#include "agent/facts/other_process.hpp"
#include "agent/facts/socket_owner.hpp"

namespace ballast::agent {
namespace {

constexpr std::array kKafka{ListenPort{9092, "clients"}, ListenPort{9091, "replication"},
                            ListenPort{9090, "AGENT"}};
constexpr std::array kZooKeeper{ListenPort{2181, "clients"}, ListenPort{2888, "quorum"},
                                ListenPort{3888, "election"}};

bool is_taken(const SocketAddress& address) {
    const Descriptor probe(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int on = 1;
    return probe.is_open() &&
           ::setsockopt(probe.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
           ::bind(probe.get(), address.get(), address.size) != 0 && errno == EADDRINUSE;
}

}  // namespace

std::span<const ListenPort> listen_ports(Role role) {
    return role == Role::kafka ? std::span<const ListenPort>(kKafka)
                               : std::span<const ListenPort>(kZooKeeper);
}

std::vector<TakenPort> find_taken_ports(const std::string& address,
                                        std::span<const ListenPort> ports,
                                        const std::filesystem::path& config_folder) {
    std::vector<TakenPort> taken;
    for (const auto& [port, purpose] : ports) {
        const auto place = parse_socket_address(address.c_str(), port);
        if (!place || !is_taken(*place)) {
            continue;
        }
        TakenPort found{.address = address,
                        .port = port,
                        .purpose = std::string(purpose),
                        .holder = std::nullopt};
        if (const auto pid = find_socket_owner(*place)) {
            found.holder = look_at_process(*pid, config_folder);
        }
        taken.push_back(std::move(found));
    }
    return taken;
}

}  // namespace ballast::agent
