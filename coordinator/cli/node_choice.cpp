#include "coordinator/cli/node_choice.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/text.hpp"

namespace ballast::cli {

Result<std::vector<NodeIdentity>> choose_nodes(const std::vector<NodeIdentity>& nodes,
                                               const std::vector<std::string>& names) {
    std::vector<std::string> known;
    std::ranges::transform(nodes, std::back_inserter(known), &NodeIdentity::name);
    for (const std::string& name : names) {
        if (std::ranges::find(known, name) == known.end()) {
            return fail(
                ErrorKind::not_found,
                known.empty()
                    ? fmt::format("there is no node {}: the cluster has none yet; "
                                  "`ballast up` makes them",
                                  name)
                    : fmt::format("there is no node {}; there are: {}", name, join(known, ", ")));
        }
    }
    std::vector<NodeIdentity> chosen;
    std::ranges::copy_if(nodes, std::back_inserter(chosen), [&](const NodeIdentity& node) {
        return names.empty() || std::ranges::find(names, node.name) != names.end();
    });
    return chosen;
}

}  // namespace ballast::cli
