// A cluster's status for people and for programs.
#pragma once

#include <string>

#include "coordinator/cli/answer.hpp"
#include "coordinator/cli/args.hpp"
#include "coordinator/cli/cluster_status.hpp"
#include "coordinator/cli/terminal.hpp"

namespace ballast::cli {

// The JSON contract of `status -o json`.
Answer to_answer(const ClusterStatus& status);

// In any format; `now` is for ages. A table starts with a line on the whole cluster and ends with
// the reasons of nodes that are not ready.
std::string render_status(const ClusterStatus& status, OutputFormat format,
                          const Terminal& terminal, WallTime now);

// The colour of a state, which is readable without it.
Colour state_colour(const std::string& state, bool ready);

}  // namespace ballast::cli
