// The nodes that a document asks for, as identities with their places on this machine.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/document/document.hpp"
#include "common/node_identity.hpp"
#include "common/result.hpp"

namespace ballast::cli {

struct LayoutInput {
    int block = 0;
    bool birth = false;
    std::filesystem::path kafka_home;
    std::filesystem::path kafka_java;
    std::filesystem::path zookeeper_java;
    std::filesystem::path archives;  // empty: none
    std::filesystem::path secrets;   // of the cluster, on tmpfs
};

std::string node_name(Role role, int id);

// ZooKeeper servers 1.. first, then brokers 0..: the order of starting.
std::vector<NodeIdentity> lay_out_nodes(const document::Document& document,
                                        const LayoutInput& input);

// The last part of the path of a cluster's secrets. The name alone would not do: the same name may
// be used with another --dir.
std::string secrets_leaf(const std::string& cluster, int block);

// Where secrets of this cluster may lie: below $XDG_RUNTIME_DIR, else /dev/shm/ballast-UID (made,
// 0700). Both must be ours and in memory (statfs). Errors: io,
// with what to do.
Result<std::filesystem::path> secrets_folder(const std::string& cluster, int block);

}  // namespace ballast::cli
