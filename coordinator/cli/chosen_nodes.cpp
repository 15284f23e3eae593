#include "coordinator/cli/chosen_nodes.hpp"

#include "coordinator/cli/cluster/cluster_index.hpp"
#include "coordinator/cli/node_choice.hpp"

namespace ballast::cli {

Result<ChosenNodes> find_nodes(const ClusterChoice& choice, const std::vector<std::string>& names) {
    TRY(const ClusterFolder folder, find_cluster(choice.name, choice.dir));
    TRY(const auto all, read_nodes(folder));
    TRY(auto nodes, choose_nodes(all, names));
    return ChosenNodes{.folder = folder, .nodes = std::move(nodes)};
}

}  // namespace ballast::cli
