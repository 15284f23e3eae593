#include "agent/facts/log_dir.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agent/config/properties.hpp"
#include "agent/facts/disk_space.hpp"
#include "agent/facts/other_process.hpp"
#include "common/files.hpp"
#include "common/text.hpp"

namespace ballast::agent {
namespace {

namespace fs = std::filesystem;

// "orders-3"
bool is_topic_and_partition(std::string_view name) {
    const auto dash = name.rfind('-');
    return dash != std::string_view::npos && dash > 0 && dash + 1 < name.size() &&
           std::ranges::all_of(name.substr(dash + 1), is_digit);
}

bool has_partitions(const fs::path& dir, std::error_code& error) {
    auto entry = fs::directory_iterator(dir, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
        std::error_code ignored;  // a folder that cannot be looked at has a name all the same
        if (is_partition_folder(entry->path().filename().string()) &&
            !entry->is_regular_file(ignored)) {
            return true;
        }
    }
    return false;
}

// kafka.server.BrokerMetadataCheckpoint: version 0 has broker.id, version 1 has node.id.
void read_meta(const fs::path& dir, DirFacts& facts) {
    const auto file = dir / "meta.properties";
    const auto text = read_file(file, 64U << 10U);
    if (!text) {
        if (text.error().kind != ErrorKind::not_found) {
            facts.meta_error = text.error().message;
        }
        return;
    }
    const auto properties = parse_properties(*text);
    MetaProperties meta;
    if (const auto id = properties.find("cluster.id"); id != properties.end()) {
        meta.cluster_id = id->second;
    }
    for (const char* key : {"broker.id", "node.id"}) {
        const auto id = properties.find(key);
        if (id == properties.end()) {
            continue;
        }
        const auto number = parse_integer(trim(id->second));
        if (!number || *number < 0 || *number > INT32_MAX) {
            facts.meta_error =
                fmt::format("{} says {}={}, which is no id", file.string(), key, id->second);
            return;
        }
        meta.broker_id = static_cast<int>(*number);
        break;
    }
    facts.meta = std::move(meta);
}

}  // namespace

bool is_partition_folder(std::string_view name) {
    for (const std::string_view suffix : {"-delete", "-future", "-stray"}) {
        if (name.ends_with(suffix)) {
            return is_topic_and_partition(name.substr(0, name.rfind('.')));
        }
    }
    return is_topic_and_partition(name);
}

bool has_clean_marker(const fs::path& log_dir) {
    std::error_code ignored;
    return fs::exists(log_dir / ".kafka_cleanshutdown", ignored);
}

bool clean_markers(std::span<const fs::path> log_dirs) {
    return !log_dirs.empty() && std::ranges::all_of(log_dirs, has_clean_marker);
}

DirFacts look_at_log_dir(const fs::path& dir, const fs::path& config_folder) {
    auto facts = look_at_disk(dir);
    facts.clean_marker = has_clean_marker(dir);
    facts.lock_holder = find_lock_holder(dir / ".lock", config_folder);
    read_meta(dir, facts);
    std::error_code error;
    const bool partitions = has_partitions(dir, error);
    const bool listed = !error || error == std::errc::no_such_file_or_directory;
    if (!listed && facts.write_error.empty()) {
        facts.write_error = fmt::format("cannot list {}: {}", dir.string(), error.message());
    }
    facts.empty = listed && !partitions && !facts.meta && facts.meta_error.empty();
    return facts;
}

}  // namespace ballast::agent
