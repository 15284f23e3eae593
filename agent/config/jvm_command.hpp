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
    std::int64_t heap_bytes = 0;  // -Xmx
};

// Honours, as Kafka's and ZooKeeper's scripts do: KAFKA_HEAP_OPTS, KAFKA_JVM_PERFORMANCE_OPTS,
// KAFKA_GC_LOG_OPTS, KAFKA_LOG4J_OPTS, KAFKA_JMX_OPTS, KAFKA_OPTS (broker); SERVER_JVMFLAGS,
// JVMFLAGS (ZooKeeper). The document's heap wins over theirs; the document's options come last.
// Errors: invalid (a quote in one of them is never closed).
Result<JvmCommandLine> build_jvm_command(const JvmInputs& inputs);

// The heap that follows a memory limit: half of it, within bounds for the role.
std::int64_t heap_for_memory(Role role, std::int64_t memory);

// Words as a shell splits them: blanks, '...', "...", backslash; nothing is expanded.
// Errors: invalid (a quote is never closed).
Result<std::vector<std::string>> split_words(const std::string& text);

}  // namespace ballast::agent
