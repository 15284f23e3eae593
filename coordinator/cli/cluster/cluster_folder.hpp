// A cluster's folder on this machine: where its files are, and the two files that `up` keeps there
// about the cluster (cluster.json, cluster.yaml) and about each node (node.json).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/document/document.hpp"
#include "common/files.hpp"
#include "common/node_folder.hpp"
#include "common/node_identity.hpp"
#include "common/result.hpp"

namespace ballast::cli {

struct ClusterFolder {
    std::filesystem::path root;

    std::filesystem::path document() const { return root / "cluster.yaml"; }
    std::filesystem::path record() const { return root / "cluster.json"; }
    std::filesystem::path lock() const { return root / "up.lock"; }
    std::filesystem::path pki() const { return root / "pki"; }
    std::filesystem::path ca_certificate() const { return pki() / "ca.crt"; }
    std::filesystem::path ca_key() const { return pki() / "ca.key"; }
    std::filesystem::path operator_certificate() const { return pki() / "operator.crt"; }
    std::filesystem::path operator_key() const { return pki() / "operator.key"; }
    std::filesystem::path nodes() const { return root / "nodes"; }
    NodeFolder node(std::string_view name) const { return {nodes() / name}; }
    NodeFolder coordinator() const { return {root / "coordinator"}; }
    std::filesystem::path coordinator_identity() const {
        return coordinator().root / "coordinator.json";
    }
    // What may ask the coordinator: lines ROLE:TOKEN.
    std::filesystem::path coordinator_token() const { return coordinator().root / "token"; }
};

// cluster.json.
struct ClusterRecord {
    std::string name;
    std::string created;  // RFC 3339
    int block = 0;        // of addresses: 127.BLOCK.x.y
    std::filesystem::path kafka_home;
    std::filesystem::path java_home;
    bool born = false;     // its ZooKeepers were seen serving: no new ensemble is ever made
    bool purging = false;  // a purge began: the cluster may only be purged
};

// Errors: not_found where there is no cluster in the folder; invalid; io.
Result<ClusterRecord> read_record(const ClusterFolder& folder);
// Durable when it returns. Errors: io.
Result<void> write_record(const ClusterFolder& folder, const ClusterRecord& record,
                          FileCalls& calls = system_files());

// The document that the cluster runs by. Errors: not_found, invalid (all problems), io.
Result<document::Document> read_cluster_document(const ClusterFolder& folder);
// Durable when it returns. Errors: io.
Result<void> write_cluster_document(const ClusterFolder& folder, const document::Document& document,
                                    FileCalls& calls = system_files());

// Errors: not_found, invalid, io.
Result<NodeIdentity> read_node(const NodeFolder& folder);
// Every node that has a readable node.json, ZooKeepers before brokers, by id. A folder without one
// is what a broken-off `up` left and is skipped. Errors: io.
Result<std::vector<NodeIdentity>> read_nodes(const ClusterFolder& folder);
// Makes the node's folders (0700) and writes node.json where it differs. Durable when it returns.
// Errors: io.
Result<void> write_node(const ClusterFolder& folder, const NodeIdentity& identity,
                        FileCalls& calls = system_files());

}  // namespace ballast::cli
