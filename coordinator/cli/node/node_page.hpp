// All about a node, for people.
#pragma once

#include <string>

#include "common/clock.hpp"
#include "coordinator/cli/node/node_view.hpp"
#include "coordinator/cli/terminal.hpp"

namespace ballast::cli {

// The state in one line with what is wrong and what to do, then the facts and the history; parts of
// which nothing is known are left out. `now` is for ages. Ends in a line feed.
std::string node_page(const NodeIdentity& node, const NodeView& view, const Terminal& terminal,
                      WallTime now);

}  // namespace ballast::cli
