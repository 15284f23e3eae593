// All rendered files of a node, whichever role it has. Pure.
#pragma once

#include <string>
#include <vector>

#include "agent/config/node_paths.hpp"
#include "agent/config/rendered_file.hpp"
#include "common/document/document.hpp"
#include "common/node_identity.hpp"

namespace ballast::agent {

// What is on disk and must be respected.
struct PresentFiles {
    // The file that zoo.cfg names as the members' now and that exists; empty: none yet.
    std::filesystem::path dynamic_file;
};

std::vector<RenderedFile> render_node(const document::Document& document,
                                      const NodeIdentity& identity, const NodePaths& paths,
                                      const PresentFiles& present);

}  // namespace ballast::agent
