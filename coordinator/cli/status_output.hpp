// A cluster's status for people and for programs.
#pragma once

#include <string>

#include "coordinator/cli/answer.hpp"
#include "coordinator/cli/args.hpp"
#include "coordinator/cli/cluster_status.hpp"
#include "coordinator/cli/terminal.hpp"

namespace ballast::cli {

// The JSON contract of `status -o json`, and one of its nodes.
Answer to_answer(const ClusterStatus& status);
Answer to_answer(const NodeStatus& node);

// In any format; `now` is for ages. A table starts with a line on the whole cluster and ends with a
// line for each thing that is wrong: node, state, code, reason, since when.
std::string render_status(const ClusterStatus& status, OutputFormat format,
                          const Terminal& terminal, WallTime now);

// "15 s", "2 min", "3 h", "4 days" since an RFC 3339 time; empty where that is none.
std::string age_in_words(const std::string& since, WallTime now);

// The colour of a state, which is readable without it.
Colour state_colour(const std::string& state, bool ready);

}  // namespace ballast::cli
