#include "coordinator/cli/node/untouched.hpp"

#include <fmt/format.h>

#include <string>

#include "common/text.hpp"

namespace ballast::cli {

void name_untouched(const std::vector<NodeIdentity>& nodes, std::size_t from, Terminal& terminal) {
    std::vector<std::string> rest;
    for (std::size_t i = from; i < nodes.size(); ++i) {
        rest.push_back(nodes[i].name);
    }
    if (!rest.empty()) {
        terminal.write_error(fmt::format("not touched: {}\n", join(rest, ", ")));
    }
}

}  // namespace ballast::cli
