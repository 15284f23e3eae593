// What a Java object says, without Java's classes. Pure.
#pragma once

#include <cstddef>

#include "agent/jmx/java_graph.hpp"
#include "agent/jmx/value.hpp"

namespace ballast::agent::jmx {

// Cycles and repeated references end at bounds: what lies deeper than 32 or beyond 100,000 values
// is an Other.
Value to_value(const JavaGraph& graph, Ref ref);

}  // namespace ballast::agent::jmx
