#include "coordinator/cli/cluster/node_layout.hpp"

#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "common/files.hpp"
#include "coordinator/cli/cluster/addresses.hpp"

namespace ballast::cli {
namespace {

bool is_private_memory(const std::filesystem::path& folder) {
    struct stat status{};
    struct statfs kind{};
    return ::lstat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
           status.st_uid == ::getuid() && (status.st_mode & 077) == 0 &&
           ::statfs(folder.c_str(), &kind) == 0 &&
           (kind.f_type == TMPFS_MAGIC || kind.f_type == RAMFS_MAGIC);
}

}  // namespace

std::string node_name(Role role, int id) {
    return fmt::format("{}-{}", to_string(role), id);
}

std::vector<NodeIdentity> lay_out_nodes(const document::Document& document,
                                        const LayoutInput& input) {
    std::vector<ZooKeeperPeer> peers;
    for (int id = 1; id <= document.zookeeper.replicas; ++id) {
        peers.push_back({id, node_address(input.block, Role::zookeeper, id)});
    }
    std::vector<NodeIdentity> nodes;
    const auto add = [&](Role role, int id, const std::filesystem::path& java) {
        NodeIdentity node;
        node.cluster = document.name;
        node.role = role;
        node.id = id;
        node.name = node_name(role, id);
        node.address = node_address(input.block, role, id);
        node.kafka_home = input.kafka_home;
        node.java_home = java;
        node.zookeepers = peers;
        node.birth = input.birth;
        node.archive_dir = input.archives;
        node.secrets_dir = input.secrets / node.name;
        nodes.push_back(std::move(node));
    };
    for (int id = 1; id <= document.zookeeper.replicas; ++id) {
        add(Role::zookeeper, id, input.zookeeper_java);
    }
    for (int id = 0; id < document.kafka.replicas; ++id) {
        add(Role::kafka, id, input.kafka_java);
    }
    return nodes;
}

std::string secrets_leaf(const std::string& cluster, int block) {
    return fmt::format("{}-{}", cluster, block);
}

Result<std::filesystem::path> secrets_folder(const std::string& cluster, int block) {
    const auto leaf = secrets_leaf(cluster, block);
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    if (runtime != nullptr && *runtime == '/' && is_private_memory(runtime)) {
        return std::filesystem::path(runtime) / "ballast" / leaf;
    }
    const std::filesystem::path shared = fmt::format("/dev/shm/ballast-{}", ::getuid());
    if (::mkdir(shared.c_str(), 0700) != 0 && errno != EEXIST) {
        return std::unexpected(system_error("cannot create " + shared.string(), errno));
    }
    if (!is_private_memory(shared)) {
        return fail(ErrorKind::io, shared.string() +
                                       " is not a folder of yours with mode 0700 in "
                                       "memory: remove it, or set XDG_RUNTIME_DIR to "
                                       "a tmpfs folder");
    }
    return shared / leaf;
}

}  // namespace ballast::cli
