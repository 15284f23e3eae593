// One consistent view of a cluster: what its agents report, and one snapshot of Kafka's metadata.
// Each fact has the time when it was learnt; what is not known is empty, never taken for good.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/node_identity.hpp"
#include "coordinator/model/partition_table.hpp"

namespace ballast::coordinator {

// What one agent said of its node, and when.
struct NodeView {
    std::string name;  // "kafka-0"
    Role role = Role::kafka;
    int id = 0;
    std::string address;
    // Empty: never heard since the coordinator started. What follows is then not known.
    std::optional<SteadyTime> heard;
    std::string silence;  // why the last call failed; empty: it did not
    std::string state;    // as in `status`: "SERVING", "HELD", ...
    bool ready = false;
    std::string code;
    std::string reason;
    std::string next_step;
    std::string incarnation;  // of the JVM; empty: none runs
    std::string intent;       // "running" or "stopped"
    bool on_hold = false;
    std::string version;  // of Kafka or ZooKeeper
    std::string rack;     // empty: none
    std::int64_t pid = 0;
    std::int64_t restarts = 0;
    std::uint64_t epoch = 0;  // the highest that the agent has seen
    std::string config_revision;
    std::int64_t disk_free_bytes = 0;  // of the volume that is fullest; total 0: not known
    std::int64_t disk_total_bytes = 0;
    std::chrono::sys_seconds since{};  // in this state
};

// What Kafka says: one Metadata answer of one broker with its reassignments.
struct KafkaView {
    std::optional<SteadyTime> taken;  // empty: no snapshot yet; what follows is then not known
    std::string from;                 // the node that was asked
    std::string failure;              // why the last try failed; empty: it did not
    std::string cluster_id;
    std::optional<std::int32_t> controller;
    struct Broker {
        std::int32_t id = 0;
        std::string host;
        std::int32_t port = 0;
        std::string rack;
    };
    std::vector<Broker> brokers;  // registered ones, ascending by id
    PartitionTable partitions;
    // False: the adding and removing replicas are not known, so nothing may be taken for safe.
    bool reassignments_known = false;
};

// What one ZooKeeper server says of itself (`srvr` and `mntr`).
struct ZooKeeperView {
    int id = 0;
    std::optional<SteadyTime> heard;
    std::string silence;
    bool serving = false;
    std::string mode;  // "leader", "follower", "observer", "standalone"; empty: not known
    std::optional<std::int64_t> synced_followers;  // of a leader
    std::optional<std::int64_t> pending_syncs;     // likewise
    std::uint64_t zxid = 0;
    double latency_avg_ms = 0;
    double latency_max_ms = 0;
    std::int64_t connections = 0;
    std::int64_t outstanding = 0;
    std::string version;
};

struct ClusterView {
    std::string cluster;
    SteadyTime now{};             // when it was put together: ages count from here
    std::vector<NodeView> nodes;  // as in the cluster's list: brokers by id, then servers by id
    KafkaView kafka;
    std::vector<ZooKeeperView> zookeeper;  // by id
    // How old a fact may be and still be used for a decision.
    std::chrono::milliseconds fresh{5000};
};

}  // namespace ballast::coordinator
