#include "coordinator/coordinator_identity.hpp"

#include <fmt/format.h>
#include <json/json.h>

#include <set>

#include "common/json.hpp"

namespace ballast::coordinator {
namespace {

Result<CoordinatorIdentity::Node> parse_node(const JsonView& view) {
    TRY_VOID(view.only({"name", "role", "id", "address"}));
    CoordinatorIdentity::Node node;
    TRY(node.name, view.string("name"));
    TRY(const auto role, view.string("role"));
    TRY(node.role, parse_role(role));
    TRY(const auto id, view.integer("id"));
    node.id = static_cast<int>(id);
    TRY(node.address, view.string("address"));
    return node;
}

}  // namespace

Result<CoordinatorIdentity> parse_coordinator_identity(std::string_view json) {
    TRY(const auto root, parse_json(json));
    const JsonView view(root);
    TRY_VOID(view.only({"cluster", "address", "nodes", "pki"}));
    CoordinatorIdentity identity;
    TRY(identity.cluster, view.string("cluster"));
    TRY(identity.address, view.string("address"));
    TRY(identity.pki, view.string_or("pki", "pki"));
    TRY(const auto nodes, view.objects("nodes"));
    std::set<std::string> names;
    std::set<std::pair<Role, int>> ids;
    for (const auto& entry : nodes) {
        TRY(auto node, parse_node(entry));
        if (!names.insert(node.name).second || !ids.emplace(node.role, node.id).second) {
            return fail(ErrorKind::invalid, fmt::format("/nodes: {}, {} {}, is there twice",
                                                        node.name, to_string(node.role), node.id));
        }
        identity.nodes.push_back(std::move(node));
    }
    return identity;
}

}  // namespace ballast::coordinator
