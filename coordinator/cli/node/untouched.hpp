// For what goes one node after the other and ended early.
#pragma once

#include <cstddef>
#include <vector>

#include "common/node_identity.hpp"
#include "coordinator/cli/terminal.hpp"

namespace ballast::cli {

// "not touched: kafka-1, kafka-2" on standard error: the nodes from index `from` on; nothing where
// there are none.
void name_untouched(const std::vector<NodeIdentity>& nodes, std::size_t from, Terminal& terminal);

}  // namespace ballast::cli
