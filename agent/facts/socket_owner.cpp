#include "agent/facts/socket_owner.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <string>

#include "common/files.hpp"
#include "common/text.hpp"

namespace ballast::agent {
namespace {

constexpr std::size_t kTableLimit = 64U << 20U;

// The tables print an address as 32-bit words in the machine's own order.
std::string table_form(const in6_addr& address) {
    std::string out;
    for (std::size_t word = 0; word < 4; ++word) {
        std::uint32_t value = 0;
        std::memcpy(&value, address.s6_addr + 4 * word, sizeof value);
        out += fmt::format("{:08X}", value);
    }
    return out;
}

in6_addr mapped(const in_addr& address) {
    in6_addr out{};
    out.s6_addr[10] = 0xff;
    out.s6_addr[11] = 0xff;
    std::memcpy(out.s6_addr + 12, &address, sizeof address);
    return out;
}

std::vector<std::string> conflicting_forms(const SocketAddress& address) {
    std::vector<std::string> out{table_form(in6addr_any)};
    if (address.storage.ss_family == AF_INET) {
        sockaddr_in own{};
        std::memcpy(&own, &address.storage, sizeof own);
        out.push_back(fmt::format("{:08X}", own.sin_addr.s_addr));
        out.push_back(fmt::format("{:08X}", INADDR_ANY));
        out.push_back(table_form(mapped(own.sin_addr)));
        out.push_back(table_form(mapped({INADDR_ANY})));
    } else {
        sockaddr_in6 own{};
        std::memcpy(&own, &address.storage, sizeof own);
        out.push_back(table_form(own.sin6_addr));
    }
    return out;
}

std::uint16_t port_of(const SocketAddress& address) {
    sockaddr_in own{};  // the port is at the same place in both families
    std::memcpy(&own, &address.storage, sizeof own);
    return ntohs(own.sin_port);
}

std::vector<std::string_view> fields_of(std::string_view line) {
    auto fields = split(line, ' ');
    std::erase(fields, "");
    return fields;
}

std::optional<pid_t> find_process_with(const std::string& link) {
    namespace fs = std::filesystem;
    std::error_code error;
    auto process = fs::directory_iterator("/proc", error);
    for (; !error && process != fs::directory_iterator(); process.increment(error)) {
        const auto pid = parse_integer(process->path().filename().string());
        if (!pid) {
            continue;
        }
        std::error_code gone;  // it ended meanwhile, or is another user's
        auto fd = fs::directory_iterator(process->path() / "fd", gone);
        for (; !gone && fd != fs::directory_iterator(); fd.increment(gone)) {
            std::error_code ignored;
            if (fs::read_symlink(fd->path(), ignored) == link) {
                return static_cast<pid_t>(*pid);
            }
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<SocketAddress> parse_socket_address(const char* address, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(address, std::to_string(port).c_str(), &hints, &found) != 0) {
        return std::nullopt;
    }
    SocketAddress out{.size = found->ai_addrlen};
    std::memcpy(&out.storage, found->ai_addr, found->ai_addrlen);
    ::freeaddrinfo(found);
    return out;
}

std::vector<std::uint64_t> sockets_at(std::string_view table, const SocketAddress& address) {
    constexpr std::string_view kListen = "0A";
    constexpr std::string_view kTimeWait = "06";
    const auto forms = conflicting_forms(address);
    const auto port = fmt::format("{:04X}", port_of(address));
    std::vector<std::uint64_t> listening;
    std::vector<std::uint64_t> others;
    for (const auto line : split(table, '\n')) {
        // sl local remote st tx:rx tr:when retrnsmt uid timeout inode ...
        const auto fields = fields_of(line);
        if (fields.size() < 10 || fields[3] == kTimeWait) {
            continue;
        }
        const auto colon = fields[1].find(':');
        const auto inode = parse_integer(fields[9]);
        if (colon == std::string_view::npos || fields[1].substr(colon + 1) != port || !inode ||
            *inode <= 0 || std::ranges::find(forms, fields[1].substr(0, colon)) == forms.end()) {
            continue;
        }
        (fields[3] == kListen ? listening : others).push_back(static_cast<std::uint64_t>(*inode));
    }
    listening.insert(listening.end(), others.begin(), others.end());
    return listening;
}

std::optional<pid_t> find_socket_owner(const SocketAddress& address) {
    for (const char* file : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        const auto table = read_file(file, kTableLimit);
        if (!table) {
            continue;
        }
        for (const auto inode : sockets_at(*table, address)) {
            if (const auto pid = find_process_with(fmt::format("socket:[{}]", inode))) {
                return pid;
            }
        }
    }
    return std::nullopt;
}

}  // namespace ballast::agent
