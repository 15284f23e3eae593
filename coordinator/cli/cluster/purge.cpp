#include "coordinator/cli/cluster/purge.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "common/text.hpp"
#include "coordinator/cli/cluster/node_layout.hpp"

namespace ballast::cli {
namespace {

using Paths = std::vector<std::filesystem::path>;

constexpr std::array<std::string_view, 3> kClusterEntries = {"pki", "coordinator", "cluster.yaml"};
// These go last, by name: they make a broken-off purge findable.
constexpr std::array<std::string_view, 3> kLastEntries = {"nodes", "cluster.json", "up.lock"};
constexpr std::array<std::string_view, 6> kNodeEntries = {"pki", "run",    "config",
                                                          "log", "volume", "node.json"};
// Kafka: LogManager, LogDirFailureChannel, CheckpointFile and BrokerMetadataCheckpoint.
constexpr std::array<std::string_view, 7> kKafkaFiles = {".lock",
                                                         ".kafka_cleanshutdown",
                                                         "meta.properties",
                                                         "cleaner-offset-checkpoint",
                                                         "log-start-offset-checkpoint",
                                                         "recovery-point-offset-checkpoint",
                                                         "replication-offset-checkpoint"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
}

bool is_temporary(const std::string& name) {
    return name.starts_with(".") && name.ends_with(".tmp");
}

Paths entries_of(const std::filesystem::path& folder) {
    Paths entries;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        entries.push_back(entry.path());
    }
    std::ranges::sort(entries);
    return entries;
}

// A partition's folder is known by what Kafka puts into each since 2.7 and before.
bool is_partition_folder(const std::filesystem::path& path) {
    std::error_code error;
    return std::filesystem::is_directory(std::filesystem::symlink_status(path, error)) &&
           (std::filesystem::exists(path / "partition.metadata", error) ||
            std::filesystem::exists(path / "leader-epoch-checkpoint", error));
}

// log.dirs of the rendered server.properties. Backslashes stand before what they quote.
Paths log_dirs(const NodeFolder& node) {
    const auto text = read_file(node.config() / "server.properties").value_or("");
    Paths dirs;
    for (const auto line : split(text, '\n')) {
        constexpr std::string_view kKey = "log.dirs=";
        if (!line.starts_with(kKey)) {
            continue;
        }
        std::string value;
        for (std::size_t i = kKey.size(); i < line.size(); ++i) {
            i += line[i] == '\\' && i + 1 < line.size() ? 1 : 0;
            value += line[i];
        }
        for (const auto dir : split(value, ',')) {
            dirs.emplace_back(trim(dir));
        }
    }
    return dirs;
}

void list_data_folder(const std::filesystem::path& folder, PurgeList& list) {
    std::error_code error;
    if (!std::filesystem::exists(folder / "meta.properties", error)) {
        return;  // not a folder that a broker has used
    }
    for (const auto& entry : entries_of(folder)) {
        const auto name = entry.filename().string();
        const bool ours = is_one_of(kKafkaFiles, name) || is_partition_folder(entry);
        (ours ? list.doomed : list.strangers).push_back(entry);
    }
    list.doomed.push_back(folder);
}

void list_node(const NodeFolder& node, PurgeList& list) {
    if (const auto identity = read_node(node)) {
        std::error_code error;
        if (identity->secrets_dir.filename() == identity->name &&
            std::filesystem::exists(identity->secrets_dir, error)) {
            list.doomed.push_back(identity->secrets_dir);
        }
        for (const auto& dir : log_dirs(node)) {
            const auto inside = dir.lexically_relative(node.root).string();
            if (dir.is_absolute() && inside.starts_with("..")) {
                list_data_folder(dir, list);
            }
        }
    }
    // node.json goes last: a broken-off purge still knows what else was the node's.
    for (const auto name : kNodeEntries) {
        std::error_code error;
        const auto path = node.root / name;
        if (std::filesystem::exists(std::filesystem::symlink_status(path, error))) {
            list.doomed.push_back(path);
        }
    }
    for (const auto& entry : entries_of(node.root)) {
        const auto name = entry.filename().string();
        if (is_temporary(name)) {
            list.doomed.push_back(entry);
        } else if (!is_one_of(kNodeEntries, name)) {
            list.strangers.push_back(entry);
        }
    }
    list.doomed.push_back(node.root);
}

// A folder that still holds something stays; anything that we listed goes with its content.
Result<void> remove(const std::filesystem::path& path, const PurgeList& list) {
    std::error_code error;
    const bool holds_strangers = std::ranges::any_of(list.strangers, [&](const auto& stranger) {
        return stranger.string().starts_with(path.string() + "/");
    });
    if (holds_strangers) {
        return {};
    }
    std::filesystem::remove_all(path, error);
    if (error) {
        return std::unexpected(system_error("cannot delete " + path.string(), error.value()));
    }
    return {};
}

}  // namespace

Result<PurgeList> list_purge(const ClusterFolder& folder, const ClusterRecord& record) {
    PurgeList list;
    TRY(const auto nodes, read_nodes(folder));
    for (const auto& entry : entries_of(folder.nodes())) {
        list_node({entry}, list);
    }
    for (const auto& entry : entries_of(folder.root)) {
        const auto name = entry.filename().string();
        if (is_one_of(kClusterEntries, name) || is_temporary(name)) {
            list.doomed.push_back(entry);
        } else if (!is_one_of(kLastEntries, name)) {
            list.strangers.push_back(entry);
        }
    }
    const auto leaf = secrets_leaf(record.name, record.block);
    for (const auto& node : nodes) {
        const auto secrets = node.secrets_dir.parent_path();
        std::error_code error;
        if (secrets.filename() == leaf && std::filesystem::exists(secrets, error) &&
            std::ranges::find(list.doomed, secrets) == list.doomed.end()) {
            list.doomed.push_back(secrets);
        }
    }
    return list;
}

Result<void> purge(const ClusterFolder& folder, ClusterRecord record, const PurgeList& list,
                   AddressClaims& claims, ClusterIndex& index) {
    record.purging = true;
    TRY_VOID(write_record(folder, record));
    for (const auto& path : list.doomed) {
        TRY_VOID(remove(path, list));
    }
    std::error_code ignored;
    std::filesystem::remove(folder.nodes(), ignored);  // stays where strangers are in it
    TRY_VOID(claims.release(record.block, folder.root));
    std::filesystem::remove(folder.record(), ignored);
    std::filesystem::remove(folder.lock(), ignored);
    std::filesystem::remove(folder.root, ignored);
    return index.remove(folder.root);
}

}  // namespace ballast::cli
