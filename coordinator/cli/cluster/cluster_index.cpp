#include "coordinator/cli/cluster/cluster_index.hpp"

#include <json/json.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "common/json.hpp"
#include "common/text.hpp"
#include "coordinator/cli/cluster/file_lock.hpp"

namespace ballast::cli {
namespace {

constexpr mode_t kPrivateFile = 0600;

std::filesystem::path environment_path(const char* name) {
    const char* value = std::getenv(name);
    const std::filesystem::path path(value == nullptr ? "" : value);
    return path.is_absolute() ? path : std::filesystem::path();
}

std::filesystem::path home_folder() {
    if (auto home = environment_path("HOME"); !home.empty()) {
        return home;
    }
    const passwd* entry = ::getpwuid(::getuid());
    return entry == nullptr ? std::filesystem::path() : std::filesystem::path(entry->pw_dir);
}

std::filesystem::path comparable(const std::filesystem::path& path) {
    std::error_code error;
    auto result = std::filesystem::weakly_canonical(path, error);
    return error ? path.lexically_normal() : result;
}

bool holds_cluster(const IndexEntry& entry) {
    const auto record = read_record({entry.dir});
    return record && record->name == entry.name;
}

std::string listing(const std::vector<IndexEntry>& entries) {
    std::string text;
    for (const auto& entry : entries) {
        text += "\n  " + entry.name + "  " + entry.dir.string();
    }
    return text;
}

Result<ClusterFolder> find_in_folder(const std::string& name, const std::filesystem::path& dir) {
    ClusterFolder folder{comparable(std::filesystem::absolute(dir))};
    TRY(const auto record, read_record(folder));
    if (!name.empty() && record.name != name) {
        return fail(ErrorKind::invalid, "--dir " + dir.string() + " holds the cluster " +
                                            record.name + ", not " + name +
                                            ": leave one of --dir and --name out");
    }
    return folder;
}

}  // namespace

Result<UserFolders> user_folders() {
    const auto home = home_folder();
    auto data = environment_path("XDG_DATA_HOME");
    auto cache = environment_path("XDG_CACHE_HOME");
    if (home.empty() && (data.empty() || cache.empty())) {
        return fail(ErrorKind::invalid,
                    "there is no home folder: set HOME, or XDG_DATA_HOME and XDG_CACHE_HOME");
    }
    if (data.empty()) {
        data = home / ".local" / "share";
    }
    if (cache.empty()) {
        cache = home / ".cache";
    }
    return UserFolders{data / "ballast", cache / "ballast"};
}

Result<std::vector<IndexEntry>> ClusterIndex::load() const {
    const auto text = read_file(file());
    if (!text) {
        if (text.error().kind == ErrorKind::not_found) {
            return std::vector<IndexEntry>();
        }
        return std::unexpected(text.error());
    }
    const auto parse = [&]() -> Result<std::vector<IndexEntry>> {
        TRY(const auto root, parse_json(*text));
        TRY(const auto clusters, JsonView(root).objects("clusters"));
        std::vector<IndexEntry> entries;
        for (const auto& cluster : clusters) {
            TRY(auto name, cluster.string("name"));
            TRY(auto dir, cluster.string("dir"));
            entries.push_back({std::move(name), std::move(dir)});
        }
        return entries;
    };
    auto entries = parse();
    if (!entries) {
        return std::unexpected(in_context(
            entries.error(), file().string() + " is damaged (it may be removed; clusters made with "
                                               "--dir are then found by --dir only)"));
    }
    return entries;
}

Result<void> ClusterIndex::store(const std::vector<IndexEntry>& entries) {
    Json::Value root;
    root["clusters"] = Json::Value(Json::arrayValue);
    for (const auto& entry : entries) {
        Json::Value cluster;
        cluster["name"] = entry.name;
        cluster["dir"] = entry.dir.string();
        root["clusters"].append(cluster);
    }
    return write_file_durably(file(), to_json(root, true) + "\n", kPrivateFile, calls_);
}

Result<std::vector<IndexEntry>> ClusterIndex::list() const {
    TRY(auto entries, load());
    std::error_code error;
    for (const auto& found : std::filesystem::directory_iterator(data_, error)) {
        entries.push_back({found.path().filename().string(), found.path()});
    }
    std::erase_if(entries, [](const IndexEntry& entry) { return !holds_cluster(entry); });
    for (auto& entry : entries) {
        entry.dir = comparable(entry.dir);
    }
    std::ranges::sort(entries, [](const IndexEntry& a, const IndexEntry& b) {
        return std::tie(a.name, a.dir) < std::tie(b.name, b.dir);
    });
    const auto repeated = std::ranges::unique(entries);
    entries.erase(repeated.begin(), repeated.end());
    return entries;
}

Result<void> ClusterIndex::add(const IndexEntry& entry) {
    TRY_VOID(make_folders(data_, 0700));
    TRY(const auto lock, FileLock::wait(data_ / "index.lock"));
    TRY(const auto present, list());
    for (const auto& other : present) {
        if (other.name == entry.name && other.dir != comparable(entry.dir)) {
            return fail(ErrorKind::refused, "a cluster named " + entry.name + " is already in " +
                                                other.dir.string() +
                                                ": choose another --name, or --dir " +
                                                other.dir.string() + " for that one");
        }
    }
    TRY(auto entries, load());
    std::erase_if(entries, [&](const IndexEntry& old) {
        return old.name == entry.name || comparable(old.dir) == comparable(entry.dir);
    });
    entries.push_back({entry.name, comparable(entry.dir)});
    return store(entries);
}

Result<void> ClusterIndex::remove(const std::filesystem::path& dir) {
    TRY_VOID(make_folders(data_, 0700));
    TRY(const auto lock, FileLock::wait(data_ / "index.lock"));
    TRY(auto entries, load());
    const auto removed = std::erase_if(entries, [&](const IndexEntry& entry) {
        return comparable(entry.dir) == comparable(dir) || !holds_cluster(entry);
    });
    return removed == 0 ? Result<void>() : store(entries);
}

Result<ClusterFolder> find_cluster(const std::string& name, const std::filesystem::path& dir) {
    if (!dir.empty()) {
        return find_in_folder(name, dir);
    }
    TRY(const auto folders, user_folders());
    TRY(const auto entries, ClusterIndex(folders.data).list());
    const char* preset = std::getenv("BALLAST_CLUSTER");
    const std::string wanted = !name.empty() ? name : preset == nullptr ? "" : preset;
    if (!wanted.empty()) {
        const auto found = std::ranges::find(entries, wanted, &IndexEntry::name);
        if (found != entries.end()) {
            return ClusterFolder{found->dir};
        }
        const std::string source = name.empty() ? " (from $BALLAST_CLUSTER)" : "";
        return fail(ErrorKind::not_found,
                    "there is no cluster " + wanted + source +
                        (entries.empty() ? "; `ballast up --name " + wanted + "` makes it"
                                         : "; there are:" + listing(entries)));
    }
    if (entries.empty()) {
        return fail(ErrorKind::not_found, "there is no cluster yet; `ballast up` makes one");
    }
    if (entries.size() > 1) {
        return fail(
            ErrorKind::invalid,
            "say which cluster with --name (or $BALLAST_CLUSTER); there are:" + listing(entries));
    }
    return ClusterFolder{entries.front().dir};
}

}  // namespace ballast::cli
