// Who a node is: node.json in its folder, written by `ballast up`, read by the agent.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

namespace ballast {

enum class Role : std::uint8_t { kafka, zookeeper };

std::string_view to_string(Role role);
// "kafka" or "zookeeper". Errors: invalid.
Result<Role> parse_role(std::string_view text);

struct ZooKeeperPeer {
    int id = 0;
    std::string address;
};

struct NodeIdentity {
    std::string cluster;
    Role role = Role::kafka;
    int id = 0;
    std::string name;                  // "kafka-0", "zookeeper-1"
    std::string address;               // without a port
    std::filesystem::path kafka_home;  // has libs/*.jar
    std::filesystem::path java_home;
    std::vector<ZooKeeperPeer> zookeepers;
    // True only while the ensemble was never seen serving: allows the one-shot `initialize` file.
    bool birth = false;
    std::filesystem::path archive_dir;  // class-data archives; empty: none
    std::filesystem::path secrets_dir;  // on tmpfs
};

// Errors: invalid, with the member's pointer.
Result<NodeIdentity> parse_node_identity(std::string_view json);
std::string to_json(const NodeIdentity& identity);

}  // namespace ballast
