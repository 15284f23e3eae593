#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "common/document/document.hpp"
#include "common/document/schema.hpp"
#include "common/text.hpp"
#include "common/yaml/yaml.hpp"

namespace ballast::document {
namespace {

const SchemaKey* find_key(const std::string& path) {
    const auto keys = schema();
    const auto at = std::ranges::find(keys, path, &SchemaKey::path);
    return at == keys.end() ? nullptr : &*at;
}

bool is_group(const std::string& path) {
    return std::ranges::any_of(
        schema(), [&](const SchemaKey& key) { return key.path.starts_with(path + "."); });
}

std::string child(const std::string& path, const std::string& key) {
    return path.empty() ? key : path + "." + key;
}

// The keys that may stand directly under a path.
std::vector<std::string> children_of(const std::string& path) {
    std::set<std::string> names;
    for (const auto& key : schema()) {
        auto rest = key.path;
        if (!path.empty()) {
            if (!rest.starts_with(path + ".")) {
                continue;
            }
            rest.remove_prefix(path.size() + 1);
        }
        names.emplace(rest.substr(0, rest.find('.')));
    }
    return {names.begin(), names.end()};
}

// Where else in the document a key of this name belongs: "replicas" under kafka and zookeeper.
std::string places_of(const std::string& name) {
    std::vector<std::string> places;
    for (const auto& key : schema()) {
        if (key.path.ends_with("." + name)) {
            places.emplace_back(key.path);
        }
    }
    return join(places, " or ");
}

std::string hint_for_unknown(const std::string& path, const std::string& key) {
    const auto siblings = children_of(path);
    if (const auto near = nearest(key, siblings)) {
        return "did you mean " + child(path, *near) + "?";
    }
    if (const auto places = places_of(key); !places.empty()) {
        return "did you mean " + places + "?";
    }
    if (key.contains('.')) {
        return "server.properties keys stand under kafka.config, zoo.cfg keys under "
               "zookeeper.config";
    }
    return "here are known: " + join(siblings, ", ");
}

void walk(Document& document, const std::string& path, const yaml::Node& node, Reporter& out) {
    for (const auto& entry : node.entries) {
        if (out.is_full()) {
            return;
        }
        const auto full = child(path, entry.key);
        if (const auto* key = find_key(full)) {
            if (entry.value.kind == yaml::Kind::null && key->type != "map") {
                out.add(entry.position, full, "has no value",
                        fmt::format("write a {}, or leave the key out", key->type));
            } else {
                key->read(document, full, entry.value, out);
            }
        } else if (!is_group(full)) {
            out.add(entry.position, full, "unknown key", hint_for_unknown(path, entry.key));
        } else if (entry.value.kind == yaml::Kind::map) {
            walk(document, full, entry.value, out);
        } else if (entry.value.kind != yaml::Kind::null) {
            out.add(entry.value.position, full, "a map is wanted here",
                    "below it belong: " + join(children_of(full), ", "));
        }
    }
}

// The position of what a key names, or of the nearest thing above it. Keys of `config` have dots.
yaml::Position locate(const yaml::Node& node, std::string_view key, yaml::Position fallback) {
    if (key.starts_with('[')) {
        const auto index = parse_integer(key.substr(1, key.find(']') - 1));
        return index && static_cast<std::size_t>(*index) < node.items.size()
                   ? node.items[static_cast<std::size_t>(*index)].position
                   : fallback;
    }
    // "num.partitions" may stand beside "num".
    const auto exact = std::ranges::find(node.entries, key, &yaml::Entry::key);
    if (exact != node.entries.end()) {
        return exact->position;
    }
    for (const auto& entry : node.entries) {
        if (!key.starts_with(entry.key)) {
            continue;
        }
        const auto rest = key.substr(entry.key.size());
        if (rest.front() == '.' || rest.front() == '[') {
            return locate(entry.value, rest.substr(rest.front() == '.' ? 1 : 0), entry.position);
        }
    }
    return fallback;
}

// For a terminal: one line of bounded length, whatever the user's value holds.
std::string one_line(std::string_view text) {
    constexpr std::size_t kMost = 300;
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (out.size() >= kMost && (byte & 0xC0U) != 0x80) {
            return out + "...";
        }
        out += byte < 0x20 || byte == 0x7F ? fmt::format("\\x{:02x}", byte) : std::string(1, c);
    }
    return out;
}

}  // namespace

std::string to_string(const Problem& problem) {
    std::string where = problem.file;
    if (problem.line > 0) {
        where += fmt::format(":{}:{}", problem.line, problem.column);
    }
    return fmt::format("{}{}{}{}{}{}{}", where, where.empty() ? "" : ": ", one_line(problem.key),
                       problem.key.empty() ? "" : ": ", one_line(problem.message),
                       problem.hint.empty() ? "" : "; ", one_line(problem.hint));
}

std::expected<Document, std::vector<Problem>> read(std::string_view text, const std::string& file) {
    Reporter out(file);
    const auto root = yaml::parse(text);
    if (!root) {
        const auto& hint = root.error().hint;
        out.add(root.error().position, "", root.error().message,
                hint.empty() ? "a document is YAML that begins with apiVersion: ballast/v1" : hint);
        return std::unexpected(std::move(out.problems()));
    }
    if (root->kind != yaml::Kind::map) {
        out.add({1, 1}, "", root->kind == yaml::Kind::null ? "empty" : "not a map",
                "a document begins with apiVersion: ballast/v1");
        return std::unexpected(std::move(out.problems()));
    }
    Document document;
    if (root->find("apiVersion") == nullptr) {
        out.add({1, 1}, "apiVersion", "is missing", "write apiVersion: ballast/v1");
    }
    walk(document, "", *root, out);
    // A value that could not be read is its default by now: nothing is said of what depends on it.
    const bool sizes_known = std::ranges::none_of(
        out.problems(), [](const Problem& problem) { return problem.key.ends_with(".replicas"); });
    for (auto& problem : check(document)) {
        if (out.is_full()) {
            break;
        }
        if (sizes_known || !problem.key.starts_with("kafka.config.")) {
            const auto position = locate(*root, problem.key, {1, 1});
            out.add(position, std::move(problem.key), std::move(problem.message),
                    std::move(problem.hint));
        }
    }
    if (!out.problems().empty()) {
        std::ranges::sort(out.problems(), {}, [](const Problem& problem) {
            return std::tuple(problem.line, problem.column, std::string_view(problem.key));
        });
        return std::unexpected(std::move(out.problems()));
    }
    // What is written of it must be taken back.
    if (to_yaml(document).size() > yaml::kMaxBytes) {
        out.add({1, 1}, "", "larger than 1 MiB when written out", "write fewer keys");
        return std::unexpected(std::move(out.problems()));
    }
    return document;
}

}  // namespace ballast::document
