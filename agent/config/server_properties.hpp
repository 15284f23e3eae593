// server.properties of a broker. Pure.
#pragma once

#include <string>
#include <vector>

#include "agent/config/node_paths.hpp"
#include "common/document/document.hpp"
#include "common/node_identity.hpp"

namespace ballast::agent {

// The user of the AGENT listener, a super user.
constexpr const char* kAgentUser = "ballast-agent";

// Absolute log directories of the node, in the document's order.
std::vector<std::filesystem::path> log_dirs(const document::Document& document,
                                            const NodePaths& paths);

// The broker's rack; empty: none.
std::string rack_of(const document::Document& document, const NodeIdentity& identity);

// The same document, identity and paths give the same text.
std::string render_server_properties(const document::Document& document,
                                     const NodeIdentity& identity, const NodePaths& paths);

}  // namespace ballast::agent
