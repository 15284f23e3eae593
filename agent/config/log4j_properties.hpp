// log4j.properties (reload4j) of a JVM: all to stdout, in the one pattern that the agent reads.
#pragma once

#include <string>

#include "common/document/document.hpp"
#include "common/node_identity.hpp"

namespace ballast::agent {

// The document's level, but never so much that each request is a line, and never so little that the
// agent no longer sees a broker's log recovery.
std::string render_log4j(const document::Document& document, Role role);

}  // namespace ballast::agent
