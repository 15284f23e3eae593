// Whether this machine can run the nodes that are to be started: facts are measured by
// measure_machine(), judged here without I/O, and all that fails is said at once.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/document/document.hpp"
#include "common/node_identity.hpp"
#include "common/result.hpp"
#include "coordinator/cli/cluster/java_home.hpp"

namespace ballast::cli {

// A folder that nodes will write to.
struct DiskFact {
    std::filesystem::path folder;
    std::uint64_t file_system = 0;  // st_dev: folders of one file system share its room
    std::int64_t free_bytes = 0;
    int nodes = 0;
};

// Something else has an address and port of ours.
struct BusyPort {
    std::string node;
    std::string address;
    std::uint16_t port = 0;
    std::string use;     // "clients"
    std::string error;   // of bind(2)
    std::string holder;  // "java (process 12)"; empty where we may not see it
};

struct MachineFacts {
    std::int64_t available_memory = 0;  // bytes: MemAvailable and the cgroups' room, the smaller
    bool memory_known = true;
    std::uint64_t open_files_limit = 0;  // the hard one: a JVM raises its soft limit to it
    std::vector<DiskFact> disks;
    std::vector<BusyPort> busy_ports;
};

// What is wanted of the machine.
struct Demand {
    std::int64_t memory = 0;  // bytes for the nodes to be started
    int nodes = 0;
};

struct Finding {
    bool fatal = false;
    std::string message;  // what is wrong, and what to do

    bool operator==(const Finding&) const = default;
};

// 1.5 times the heap, or `memory:` where the document sets it: 512Mi and 256Mi heaps by default.
std::int64_t memory_of_node(const document::Document& document, Role role);

std::vector<Finding> judge_machine(const MachineFacts& facts, const Demand& demand);
std::vector<Finding> judge_java(const Java& java);
// An absolute folder of kafka.storage.dirs has room for one broker of a machine.
std::vector<Finding> judge_storage(const document::Document& document);

// What a node listens on.
struct NodePort {
    std::uint16_t port = 0;
    const char* use = "";
};
std::vector<NodePort> ports_of(Role role);

}  // namespace ballast::cli
