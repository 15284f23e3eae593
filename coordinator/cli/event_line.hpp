// An entry of a node's events on standard output.
#pragma once

#include <string>
#include <string_view>

#include "coordinator/cli/log_line.hpp"

namespace ballast::cli {

// "2026-01-31T09:00:00.123Z kafka-1  HELD  CLUSTER_ID_MISMATCH  the volume ... (by alice)", without
// a line feed: a change of state is known by the new state, anything else by its kind. Control
// characters are made printable. `node_width`: columns of the longest node name.
std::string event_text(const LogLine& line, std::string_view node, std::size_t node_width,
                       const Terminal& terminal);

// One JSON object and a line feed: ts, node, level, kind, state, code, message, by.
std::string event_json(const LogLine& line, std::string_view node);

}  // namespace ballast::cli
