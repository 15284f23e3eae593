// Which cluster a coordinator is for: coordinator.json in its folder, written by `ballast up`.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/node_identity.hpp"
#include "common/result.hpp"

namespace ballast::coordinator {

// {"cluster":"demo","address":"127.10.0.1",
//  "nodes":[{"name":"kafka-0","role":"kafka","id":0,"address":"127.10.2.1"}, ...],
//  "pki":"pki"}
struct CoordinatorIdentity {
    struct Node {
        std::string name;
        Role role = Role::kafka;
        int id = 0;
        std::string address;  // IP literal, without a port
    };

    std::string cluster;
    std::string address;  // its own, likewise
    std::vector<Node> nodes;
    // ca.crt, node.crt and node.key, the certificate's role being coordinator; absolute, or in the
    // coordinator's folder.
    std::filesystem::path pki;
};

// Errors: invalid, with the member's pointer; also where two nodes share a name, or id and role.
Result<CoordinatorIdentity> parse_coordinator_identity(std::string_view json);

}  // namespace ballast::coordinator
