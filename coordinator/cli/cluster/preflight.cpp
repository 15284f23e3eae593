#include "coordinator/cli/cluster/preflight.hpp"

#include <fmt/format.h>

#include <map>

#include "common/units.hpp"

namespace ballast::cli {
namespace {

constexpr std::int64_t kMebibyte = 1LL << 20;
constexpr std::int64_t kDiskPerNode = 1LL << 30;
// Below it a broker with a few hundred partitions runs out of files; far below it cannot start.
constexpr std::uint64_t kOpenFilesWanted = 65536;
constexpr std::uint64_t kOpenFilesNeeded = 4096;

std::string mebibytes(std::int64_t bytes) {
    return fmt::format("{} MiB", bytes / kMebibyte);
}

void judge_memory(const MachineFacts& facts, const Demand& demand, std::vector<Finding>& findings) {
    if (!facts.memory_known) {
        findings.push_back({false, "memory: /proc/meminfo cannot be read, so it is not checked"});
    } else if (demand.memory > facts.available_memory) {
        findings.push_back(
            {true, fmt::format("memory: {} nodes need about {} (1.5 times their heaps), and {} are "
                               "available: stop other programs, start fewer nodes (--brokers, "
                               "--zookeepers), or set smaller heaps (kafka.jvm.heap, "
                               "zookeeper.jvm.heap)",
                               demand.nodes, mebibytes(demand.memory),
                               mebibytes(facts.available_memory))});
    }
}

void judge_disks(const MachineFacts& facts, std::vector<Finding>& findings) {
    struct Room {
        std::string folders;
        std::int64_t free = 0;
        int nodes = 0;
    };
    std::map<std::uint64_t, Room> file_systems;
    for (const auto& disk : facts.disks) {
        auto& room = file_systems[disk.file_system];
        room.folders += (room.folders.empty() ? "" : ", ") + disk.folder.string();
        room.free = disk.free_bytes;
        room.nodes += disk.nodes;
    }
    for (const auto& [id, room] : file_systems) {
        if (room.free < room.nodes * kDiskPerNode) {
            findings.push_back(
                {true, fmt::format("disk: {} has {} free, and {} nodes need at least 1 GiB each: "
                                   "make room, or choose another place with --dir or "
                                   "kafka.storage.dirs",
                                   room.folders, mebibytes(room.free), room.nodes)});
        }
    }
}

void judge_open_files(const MachineFacts& facts, std::vector<Finding>& findings) {
    if (facts.open_files_limit >= kOpenFilesWanted) {
        return;
    }
    const bool fatal = facts.open_files_limit < kOpenFilesNeeded;
    findings.push_back(
        {fatal, fmt::format("open files: the hard limit is {}, {}: raise `nofile` in "
                            "/etc/security/limits.conf (or LimitNOFILE= of the service) to {}",
                            facts.open_files_limit,
                            fatal ? fmt::format("and a broker needs {}", kOpenFilesNeeded)
                                  : "enough for a few thousand partitions only",
                            kOpenFilesWanted)});
}

void judge_ports(const MachineFacts& facts, std::vector<Finding>& findings) {
    for (const auto& busy : facts.busy_ports) {
        findings.push_back(
            {true, fmt::format("port {}:{} ({} of {}): {}{}", busy.address, busy.port, busy.use,
                               busy.node, busy.error,
                               busy.holder.empty()
                                   ? "; `ss -ltnp` as root shows who has it: stop that program"
                                   : fmt::format(": {} has it: stop that program", busy.holder))});
    }
}

}  // namespace

std::int64_t memory_of_node(const document::Document& document, Role role) {
    constexpr std::int64_t kBrokerHeap = 512 * kMebibyte;
    constexpr std::int64_t kZooKeeperHeap = 256 * kMebibyte;
    const bool broker = role == Role::kafka;
    const auto& memory = broker ? document.kafka.memory : document.zookeeper.memory;
    const auto& heap = broker ? document.kafka.jvm.heap : document.zookeeper.jvm.heap;
    return memory.value_or(heap.value_or(broker ? kBrokerHeap : kZooKeeperHeap) * 3 / 2);
}

std::vector<Finding> judge_machine(const MachineFacts& facts, const Demand& demand) {
    std::vector<Finding> findings;
    judge_memory(facts, demand, findings);
    judge_disks(facts, findings);
    judge_open_files(facts, findings);
    judge_ports(facts, findings);
    return findings;
}

std::vector<Finding> judge_java(const Java& java) {
    const auto found = fmt::format("Java: {} ({}) is ", java.home.string(), java.source);
    if (java.version == 0) {
        return {{true, found + "not a Java whose version can be read: `bin/java -version` failed; "
                               "name another one with --java-home"}};
    }
    if (java.version < kOldestJava) {
        return {{true, fmt::format("{}Java {}, and Kafka needs {} or newer: install "
                                   "openjdk-17-jre-headless, or name another one with --java-home",
                                   found, java.version, kOldestJava)}};
    }
    if (java.version > kNewestProvenJava) {
        return {
            {false, fmt::format("{}Java {}, newer than what Kafka 3.x is tested with ({} to {})",
                                found, java.version, kOldestJava, kNewestProvenJava)}};
    }
    return {};
}

std::vector<Finding> judge_storage(const document::Document& document) {
    std::vector<Finding> findings;
    for (const auto& dir : document.kafka.storage_dirs) {
        if (document.kafka.replicas > 1 && dir.starts_with("/")) {
            findings.push_back(
                {true, fmt::format("kafka.storage.dirs: the {} brokers on this machine would share "
                                   "{}: use a relative folder, which is each broker's own, or one "
                                   "broker",
                                   document.kafka.replicas, dir)});
        }
    }
    return findings;
}

std::vector<NodePort> ports_of(Role role) {
    if (role == Role::kafka) {
        return {{9092, "clients"}, {9091, "replication"}, {9090, "AGENT"}, {7443, "agent"}};
    }
    return {{2181, "clients"}, {2888, "quorum"}, {3888, "election"}, {7443, "agent"}};
}

}  // namespace ballast::cli
