#include "coordinator/cli/cluster/cluster_folder.hpp"

#include <json/json.h>

#include <algorithm>
#include <tuple>

#include "common/json.hpp"

namespace ballast::cli {
namespace {

constexpr mode_t kPrivateFile = 0600;
constexpr mode_t kPrivateFolder = 0700;

Result<ClusterRecord> parse_record(std::string_view text) {
    TRY(const auto root, parse_json(text));
    const JsonView view(root);
    ClusterRecord record;
    TRY(record.name, view.string("name"));
    TRY(record.created, view.string("created"));
    TRY(const auto block, view.integer("block"));
    record.block = static_cast<int>(block);
    TRY(record.kafka_home, view.string("kafka_home"));
    TRY(record.java_home, view.string("java_home"));
    TRY(record.born, view.boolean_or("born", false));
    TRY(record.purging, view.boolean_or("purging", false));
    return record;
}

}  // namespace

Result<ClusterRecord> read_record(const ClusterFolder& folder) {
    const auto text = read_file(folder.record());
    if (!text && text.error().kind == ErrorKind::not_found) {
        return fail(ErrorKind::not_found, "there is no cluster in " + folder.root.string());
    }
    if (!text) {
        return std::unexpected(text.error());
    }
    auto record = parse_record(*text);
    if (!record) {
        return std::unexpected(in_context(record.error(), folder.record().string()));
    }
    return record;
}

Result<void> write_record(const ClusterFolder& folder, const ClusterRecord& record,
                          FileCalls& calls) {
    Json::Value root;
    root["name"] = record.name;
    root["created"] = record.created;
    root["block"] = record.block;
    root["kafka_home"] = record.kafka_home.string();
    root["java_home"] = record.java_home.string();
    root["born"] = record.born;
    if (record.purging) {
        root["purging"] = true;
    }
    TRY([[maybe_unused]] const bool written,
        update_file_durably(folder.record(), to_json(root, true) + "\n", kPrivateFile, calls));
    return {};
}

Result<document::Document> read_cluster_document(const ClusterFolder& folder) {
    TRY(const auto text, read_file(folder.document()));
    auto document = document::read(text, folder.document().string());
    if (document) {
        return *std::move(document);
    }
    std::string problems;
    for (const auto& problem : document.error()) {
        problems += (problems.empty() ? "" : "\n") + document::to_string(problem);
    }
    return fail(ErrorKind::invalid, problems);
}

Result<void> write_cluster_document(const ClusterFolder& folder, const document::Document& document,
                                    FileCalls& calls) {
    TRY([[maybe_unused]] const bool written,
        update_file_durably(folder.document(), document::to_yaml(document), kPrivateFile, calls));
    return {};
}

Result<NodeIdentity> read_node(const NodeFolder& folder) {
    TRY(const auto text, read_file(folder.identity()));
    auto identity = parse_node_identity(text);
    if (!identity) {
        return std::unexpected(in_context(identity.error(), folder.identity().string()));
    }
    return identity;
}

Result<std::vector<NodeIdentity>> read_nodes(const ClusterFolder& folder) {
    std::vector<NodeIdentity> nodes;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder.nodes(), error)) {
        if (auto node = read_node({entry.path()})) {
            nodes.push_back(*std::move(node));
        }
    }
    if (error && error != std::errc::no_such_file_or_directory) {
        return std::unexpected(
            system_error("cannot read " + folder.nodes().string(), error.value()));
    }
    std::ranges::sort(nodes, {}, [](const NodeIdentity& node) {
        return std::tuple(node.role == Role::kafka, node.id);
    });
    return nodes;
}

Result<void> write_node(const ClusterFolder& folder, const NodeIdentity& identity,
                        FileCalls& calls) {
    const auto node = folder.node(identity.name);
    for (const auto& path : {node.pki(), node.run(), node.log(), node.volume()}) {
        TRY_VOID(make_folders(path, kPrivateFolder));
    }
    TRY([[maybe_unused]] const bool written,
        update_file_durably(node.identity(), to_json(identity), kPrivateFile, calls));
    return {};
}

}  // namespace ballast::cli
