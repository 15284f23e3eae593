// The files that a document makes for its nodes, rendered by ballast-agent.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/document/document.hpp"
#include "common/result.hpp"

namespace ballast::cli {

struct RenderedNode {
    std::string name;                          // "kafka-0"
    std::map<std::string, std::string> files;  // by name: "server.properties"
};

// Renders in a temporary folder, which is gone afterwards. Addresses are those of the cluster of
// the document's name where there is one, else those of the first block. `node` empty: all nodes.
// Blocks for a second or so. Errors: not_found (no such node, no ballast-agent), invalid (what the
// agent says), io.
Result<std::vector<RenderedNode>> render_files(const document::Document& document,
                                               const std::string& node);

}  // namespace ballast::cli
