// Which clusters there are on this machine for this user, and where: those in the default place
// and those made with --dir.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/files.hpp"
#include "common/result.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"

namespace ballast::cli {

struct IndexEntry {
    std::string name;
    std::filesystem::path dir;

    bool operator==(const IndexEntry&) const = default;
};

// Where this user's files of Ballast live, from the environment.
struct UserFolders {
    std::filesystem::path data;   // ${XDG_DATA_HOME:-~/.local/share}/ballast
    std::filesystem::path cache;  // ${XDG_CACHE_HOME:-~/.cache}/ballast
};
// A relative XDG path is ignored, as the XDG base directory specification wants. Errors: invalid
// where neither the XDG variable nor HOME nor the user's entry in passwd gives a folder.
Result<UserFolders> user_folders();

// Owner of DATA/index.json; each change is durable and made under a lock, so that two commands at
// once both keep their entry. Blocks for as long as another command writes (milliseconds).
class ClusterIndex {
  public:
    explicit ClusterIndex(std::filesystem::path data, FileCalls& calls = system_files())
        : data_(std::move(data)), calls_(calls) {}

    // Sorted by name; only folders that hold a cluster now, whether or not they were registered.
    // Errors: invalid (the index file is damaged), io.
    Result<std::vector<IndexEntry>> list() const;
    // Registers or moves a name. Errors: refused where a cluster of this name lives elsewhere; io.
    Result<void> add(const IndexEntry& entry);
    // Forgets the folder, and every entry whose folder is gone. Errors: io.
    Result<void> remove(const std::filesystem::path& dir);

    std::filesystem::path default_folder(const std::string& name) const { return data_ / name; }

  private:
    std::filesystem::path data_;
    FileCalls& calls_;

    std::filesystem::path file() const { return data_ / "index.json"; }
    Result<std::vector<IndexEntry>> load() const;
    Result<void> store(const std::vector<IndexEntry>& entries);
};

// The cluster that a command means: --dir, else --name, else $BALLAST_CLUSTER, else the only one
// there is. Empty arguments were not given. Errors: not_found, invalid (--name contradicts the
// folder, or several clusters and none named: the message lists them), io.
Result<ClusterFolder> find_cluster(const std::string& name, const std::filesystem::path& dir);

}  // namespace ballast::cli
