// The command line of a node's JVM: built here, without a shell script in between. Pure.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "agent/config/node_paths.hpp"
#include "common/document/document.hpp"
#include "common/node_identity.hpp"
#include "common/result.hpp"

namespace ballast::agent {

struct JvmInputs {
    const document::Document* document = nullptr;
    const NodeIdentity* identity = nullptr;
    NodePaths paths;
    std::vector<std::filesystem::path> jars;         // the class path, in this order
    std::int64_t memory_limit = 0;                   // bytes of the control group; 0: none
    std::map<std::string, std::string> environment;  // KAFKA_OPTS and the like are looked up here
    std::filesystem::path archive;                   // class-data archive; empty: none
    std::vector<std::string> more_options;           // before the main class
};

struct JvmCommandLine {
    std::vector<std::string> argv;
    std::int64_t heap_bytes = 0;  // -Xmx; 0 where the user's options leave it to the JVM
};

// Honours, as Kafka's and ZooKeeper's scripts do: KAFKA_JVM_PERFORMANCE_OPTS, KAFKA_GC_LOG_OPTS,
// JMX_PORT (both roles; bound to loopback); KAFKA_HEAP_OPTS, KAFKA_JMX_OPTS, KAFKA_LOG4J_OPTS,
// KAFKA_OPTS (broker); ZK_SERVER_HEAP (MiB), SERVER_JVMFLAGS, JVMFLAGS (ZooKeeper).
// The heap: the document's, else KAFKA_HEAP_OPTS or ZK_SERVER_HEAP, else what other options set,
// else heap_for_memory() of the document's memory or the group's limit, else 512Mi or 256Mi.
// The document's options come last, so they win.
// Errors: invalid (a quote that is never closed, a port or size that is none, a ':' in a jar's
// path).
Result<JvmCommandLine> build_jvm_command(const JvmInputs& inputs);

// The heap that follows a memory limit: half of it, since a broker reads and writes through the
// page cache and a JVM needs metaspace, stacks and buffers; between 256Mi and 6Gi (broker; beyond
// it only pauses grow), 128Mi and 4Gi (ZooKeeper), and at most 3/4 of a very small limit.
std::int64_t heap_for_memory(Role role, std::int64_t memory);

}  // namespace ballast::agent
