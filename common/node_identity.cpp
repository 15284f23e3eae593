#include "common/node_identity.hpp"

#include <json/json.h>

#include "common/json.hpp"

namespace ballast {

std::string_view to_string(Role role) {
    return role == Role::kafka ? "kafka" : "zookeeper";
}

Result<Role> parse_role(std::string_view text) {
    for (const auto role : {Role::kafka, Role::zookeeper}) {
        if (text == to_string(role)) {
            return role;
        }
    }
    return fail(ErrorKind::invalid,
                "'" + std::string(text) + "' is not a role: kafka or zookeeper is wanted");
}

Result<NodeIdentity> parse_node_identity(std::string_view json) {
    TRY(const auto root, parse_json(json));
    const JsonView view(root);
    TRY_VOID(view.only({"cluster", "role", "id", "name", "address", "kafka_home", "java_home",
                        "zookeepers", "birth", "archive_dir", "secrets_dir"}));
    NodeIdentity identity;
    TRY(identity.cluster, view.string("cluster"));
    TRY(const auto role, view.string("role"));
    TRY(identity.role, parse_role(role));
    TRY(const auto id, view.integer("id"));
    identity.id = static_cast<int>(id);
    TRY(identity.name, view.string("name"));
    TRY(identity.address, view.string("address"));
    TRY(identity.kafka_home, view.string("kafka_home"));
    TRY(identity.java_home, view.string("java_home"));
    TRY(const auto peers, view.objects("zookeepers"));
    for (const auto& peer : peers) {
        TRY(const auto peer_id, peer.integer("id"));
        TRY(const auto address, peer.string("address"));
        identity.zookeepers.push_back({static_cast<int>(peer_id), address});
    }
    TRY(identity.birth, view.boolean_or("birth", false));
    TRY(identity.archive_dir, view.string_or("archive_dir", ""));
    TRY(identity.secrets_dir, view.string("secrets_dir"));
    return identity;
}

std::string to_json(const NodeIdentity& identity) {
    Json::Value root;
    root["cluster"] = identity.cluster;
    root["role"] = std::string(to_string(identity.role));
    root["id"] = identity.id;
    root["name"] = identity.name;
    root["address"] = identity.address;
    root["kafka_home"] = identity.kafka_home.string();
    root["java_home"] = identity.java_home.string();
    root["zookeepers"] = Json::Value(Json::arrayValue);
    for (const auto& peer : identity.zookeepers) {
        Json::Value entry;
        entry["id"] = peer.id;
        entry["address"] = peer.address;
        root["zookeepers"].append(entry);
    }
    root["birth"] = identity.birth;
    root["archive_dir"] = identity.archive_dir.string();
    root["secrets_dir"] = identity.secrets_dir.string();
    return to_json(root, true) + "\n";
}

}  // namespace ballast
