#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "common/document/checks.hpp"
#include "common/document/document.hpp"
#include "common/text.hpp"
#include "common/units.hpp"

namespace ballast::document {
namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

void add_jvm(Values& out, const std::string& role, const Jvm& jvm,
             const std::optional<std::int64_t>& memory) {
    out.emplace_back(role + ".jvm.heap", jvm.heap ? format_size(*jvm.heap) : "(default)");
    out.emplace_back(role + ".jvm.options", "[" + join(jvm.options, ", ") + "]");
    out.emplace_back(role + ".jvm.home", jvm.home.empty() ? "(default)" : jvm.home);
    out.emplace_back(role + ".memory", memory ? format_size(*memory) : "(default)");
}

// Every value by its key, as text; keys of `config` only where set.
Values flatten(const Document& document) {
    Values out;
    out.emplace_back("name", document.name);
    out.emplace_back("kafka.version", document.kafka.version);
    out.emplace_back("kafka.replicas", std::to_string(document.kafka.replicas));
    out.emplace_back("kafka.racks", "[" + join(document.kafka.racks, ", ") + "]");
    add_jvm(out, "kafka", document.kafka.jvm, document.kafka.memory);
    out.emplace_back("kafka.storage.dirs", "[" + join(document.kafka.storage_dirs, ", ") + "]");
    out.emplace_back("zookeeper.replicas", std::to_string(document.zookeeper.replicas));
    add_jvm(out, "zookeeper", document.zookeeper.jvm, document.zookeeper.memory);
    out.emplace_back("logging.level", document.logging.level);
    out.emplace_back("logging.format", document.logging.format);
    for (const auto& [key, file] : metrics_files(document.metrics)) {
        out.emplace_back(key, file.empty() ? "(default)" : file);
    }
    return out;
}

// Differences are printed and logged: values that may be secrets are not.
bool is_secret(std::string_view key) {
    const auto name = to_lower(key);
    return name.contains("password") || name.contains("secret") || name.contains("jaas") ||
           name.ends_with("keystore.key");
}

void compare_maps(std::vector<std::string>& out, const std::string& path,
                  const std::map<std::string, std::string>& from,
                  const std::map<std::string, std::string>& to) {
    std::set<std::string> keys;
    for (const auto* map : {&from, &to}) {
        for (const auto& entry : *map) {
            keys.insert(entry.first);
        }
    }
    const auto value = [](const auto& map, const std::string& key) {
        const auto at = map.find(key);
        return at == map.end() ? std::string("(default)") : at->second;
    };
    for (const auto& key : keys) {
        if (value(from, key) == value(to, key)) {
            continue;
        }
        out.push_back(is_secret(key) ? fmt::format("{}.{}: (a secret) changed", path, key)
                                     : fmt::format("{}.{}: {} -> {}", path, key, value(from, key),
                                                   value(to, key)));
    }
}

// 3.9.2 -> {3, 9, 2}; the versions have been checked.
std::vector<std::int64_t> numbers_of(const std::string& version) {
    std::vector<std::int64_t> out;
    for (const auto part : split(version, '.')) {
        out.push_back(parse_integer(part).value_or(0));
    }
    return out;
}

}  // namespace

std::vector<std::string> differences(const Document& from, const Document& to) {
    std::vector<std::string> out;
    const auto before = flatten(from);
    const auto after = flatten(to);
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (before[i].second != after[i].second) {
            out.push_back(
                fmt::format("{}: {} -> {}", before[i].first, before[i].second, after[i].second));
        }
    }
    compare_maps(out, "kafka.config", from.kafka.config, to.kafka.config);
    compare_maps(out, "zookeeper.config", from.zookeeper.config, to.zookeeper.config);
    return out;
}

std::vector<Problem> forbidden_changes(const Document& from, const Document& to) {
    std::vector<Problem> out;
    const auto refuse = [&](std::string key, std::string message, std::string hint) {
        out.push_back({"", 0, 0, std::move(key), std::move(message), std::move(hint)});
    };
    if (from.name != to.name) {
        refuse("name", fmt::format("the cluster in this folder is '{}'", from.name),
               "take another --dir for a new cluster");
    }
    if (to.kafka.replicas < from.kafka.replicas) {
        refuse("kafka.replicas",
               fmt::format("{} -> {} would leave the partitions of {} broker(s) behind",
                           from.kafka.replicas, to.kafka.replicas,
                           from.kafka.replicas - to.kafka.replicas),
               fmt::format("write {} or more", from.kafka.replicas));
    }
    if (from.zookeeper.replicas != to.zookeeper.replicas) {
        refuse("zookeeper.replicas",
               fmt::format("{} -> {}: an ensemble that was born changes its members one by one, "
                           "while it serves",
                           from.zookeeper.replicas, to.zookeeper.replicas),
               fmt::format("write {}", from.zookeeper.replicas));
    }
    for (const auto& dir : from.kafka.storage_dirs) {
        const auto& kept = to.kafka.storage_dirs;
        if (std::ranges::find(kept, normal_dir(dir), normal_dir) == kept.end()) {
            refuse("kafka.storage.dirs", fmt::format("'{}' holds partitions", dir),
                   "keep it in the list; directories may only be added");
        }
    }
    if (numbers_of(to.kafka.version) < numbers_of(from.kafka.version)) {
        refuse("kafka.version",
               fmt::format("{} -> {} is a step back: an older broker may not read its own logs",
                           from.kafka.version, to.kafka.version),
               fmt::format("write {} or later", from.kafka.version));
    }
    return out;
}

}  // namespace ballast::document
