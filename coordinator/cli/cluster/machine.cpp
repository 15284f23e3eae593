#include "coordinator/cli/cluster/machine.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <system_error>

#include "common/files.hpp"
#include "common/text.hpp"

namespace ballast::cli {
namespace {

// The number after `key` in a file of "key 123 kB" or "key 123" lines.
std::optional<std::int64_t> number_after(const std::filesystem::path& file, std::string_view key) {
    const auto text = read_file(file);
    if (!text) {
        return std::nullopt;
    }
    for (const auto line : split(*text, '\n')) {
        if (line.starts_with(key)) {
            const auto rest = trim(line.substr(key.size()));
            return parse_integer(rest.substr(0, rest.find(' ')));
        }
    }
    return std::nullopt;
}

std::optional<std::int64_t> number_in(const std::filesystem::path& file) {
    const auto text = read_file(file, 64);
    return text ? parse_integer(trim(*text)) : std::nullopt;
}

struct CgroupFiles {
    const char* limit;
    const char* usage;
    const char* reclaimable;  // in memory.stat
};
// Kernel documentation: admin-guide/cgroup-v2 and cgroup-v1/memory.
constexpr CgroupFiles kVersion1{"memory.limit_in_bytes", "memory.usage_in_bytes",
                                "total_inactive_file "};
constexpr CgroupFiles kVersion2{"memory.max", "memory.current", "inactive_file "};

std::int64_t least_room(std::filesystem::path folder, const std::filesystem::path& mount,
                        const CgroupFiles& files, std::int64_t room) {
    for (;; folder = folder.parent_path()) {
        const auto limit = number_in(folder / files.limit);
        const auto usage = number_in(folder / files.usage);
        if (limit && usage) {
            const auto cache = number_after(folder / "memory.stat", files.reclaimable).value_or(0);
            room = std::min(room, std::max<std::int64_t>(0, *limit - *usage + cache));
        }
        if (folder == mount || !folder.has_relative_path() || folder == folder.parent_path()) {
            return room;
        }
    }
}

// The nearest folder that exists: where the missing ones would be made.
std::filesystem::path existing_folder(std::filesystem::path folder) {
    std::error_code error;
    while (!std::filesystem::exists(folder, error) && folder.has_relative_path()) {
        folder = folder.parent_path();
    }
    return folder;
}

std::vector<DiskFact> measure_disks(const std::vector<PlannedNode>& nodes) {
    std::map<std::filesystem::path, DiskFact> disks;
    for (const auto& node : nodes) {
        for (const auto& wanted : node.folders) {
            const auto folder = existing_folder(wanted);
            auto& disk = disks[folder];
            disk.folder = folder;
            ++disk.nodes;
            struct stat status{};
            struct statvfs room{};
            if (::stat(folder.c_str(), &status) == 0 && ::statvfs(folder.c_str(), &room) == 0) {
                disk.file_system = status.st_dev;
                disk.free_bytes = static_cast<std::int64_t>(room.f_bavail * room.f_frsize);
            }
        }
    }
    std::vector<DiskFact> result;
    result.reserve(disks.size());
    for (auto& [folder, disk] : disks) {
        result.push_back(std::move(disk));
    }
    return result;
}

// The inode of the listener on this address and port, from /proc/net/tcp{,6}; empty: not seen.
std::string listener_inode(const std::string& address, std::uint16_t port) {
    in_addr binary{};
    ::inet_pton(AF_INET, address.c_str(), &binary);
    const std::string exact = fmt::format("{:08X}:{:04X}", binary.s_addr, port);
    const std::string any = fmt::format("00000000:{:04X}", port);
    for (const auto* file : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        const auto text = read_file(file, 64U << 20U).value_or("");
        for (const auto line : split(text, '\n')) {
            std::vector<std::string_view> fields = split(line, ' ');
            std::erase(fields, std::string_view());
            constexpr std::string_view kListen = "0A";
            if (fields.size() > 9 && fields[3] == kListen &&
                (fields[1].ends_with(exact) || fields[1].ends_with(any))) {
                return std::string(fields[9]);
            }
        }
    }
    return {};
}

}  // namespace

std::optional<std::int64_t> available_memory(const std::filesystem::path& root) {
    const auto kibibytes = number_after(root / "proc/meminfo", "MemAvailable:");
    if (!kibibytes) {
        return std::nullopt;
    }
    std::int64_t room = *kibibytes * 1024;
    const auto groups = read_file(root / "proc/self/cgroup").value_or("");
    const auto mount = root / "sys/fs/cgroup";
    for (const auto line : split(groups, '\n')) {
        const auto fields = split(line, ':');  // hierarchy:controllers:/path
        if (fields.size() < 3 || fields[2].empty()) {
            continue;
        }
        const auto path = std::filesystem::path(fields[2]).relative_path();
        if (fields[1].empty()) {
            room = least_room(mount / path, mount, kVersion2, room);
        } else if (std::ranges::count(split(fields[1], ','), "memory") > 0) {
            room = least_room(mount / "memory" / path, mount / "memory", kVersion1, room);
        }
    }
    return room;
}

std::string bind_error(const std::string& address, std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    // As servers do: connections that linger in TIME_WAIT do not count.
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_port = htons(port);
    ::inet_pton(AF_INET, address.c_str(), &name.sin_addr);
    const int result = ::bind(fd, reinterpret_cast<const sockaddr*>(&name), sizeof name);
    // Two sockets may share a name until one of them listens.
    const bool free = result == 0 && ::listen(fd, 1) == 0;
    const int error = errno;
    ::close(fd);
    return free ? std::string() : std::generic_category().message(error);
}

std::string port_holder(const std::string& address, std::uint16_t port) {
    const auto inode = listener_inode(address, port);
    if (inode.empty()) {
        return {};
    }
    const std::string socket = "socket:[" + inode + "]";
    std::error_code error;
    for (const auto& process : std::filesystem::directory_iterator("/proc", error)) {
        if (!parse_integer(process.path().filename().string())) {
            continue;
        }
        std::error_code hidden;
        for (const auto& file :
             std::filesystem::directory_iterator(process.path() / "fd", hidden)) {
            if (std::filesystem::read_symlink(file.path(), hidden) == socket) {
                const auto name = read_file(process.path() / "comm", 64).value_or("");
                return fmt::format("{} (process {})", trim(name),
                                   process.path().filename().string());
            }
        }
    }
    return {};
}

MachineFacts measure_machine(const std::vector<PlannedNode>& nodes) {
    MachineFacts facts;
    const auto memory = available_memory("/");
    facts.memory_known = memory.has_value();
    facts.available_memory = memory.value_or(0);
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    facts.open_files_limit = limit.rlim_max;
    facts.disks = measure_disks(nodes);
    for (const auto& node : nodes) {
        for (const auto& port : ports_of(node.role)) {
            auto error = bind_error(node.address, port.port);
            if (!error.empty()) {
                facts.busy_ports.push_back({node.name, node.address, port.port, port.use,
                                            std::move(error),
                                            port_holder(node.address, port.port)});
            }
        }
    }
    return facts;
}

}  // namespace ballast::cli
