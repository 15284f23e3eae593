// All that the decision to start a JVM may look at. Plain values: agent/facts gathers them, the
// conditions judge them, simulation invents them. What could not be found out is "unknown", never
// taken for good.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/node_identity.hpp"
#include "common/process_identity.hpp"

namespace ballast::agent {

// Another process that is in the way.
struct OtherProcess {
    ProcessIdentity process;   // pid 0: it cannot be seen from here; ticks 0: it ended meanwhile
    std::string command_line;  // shortened, secrets hidden; empty where it cannot be read
    bool own_jvm = false;      // a JVM that runs this very node's configuration
};

// meta.properties of a log dir (kafka.server.BrokerMetadataCheckpoint).
struct MetaProperties {
    std::string cluster_id;
    std::optional<int> broker_id;  // broker.id or node.id
};

// One log dir of a broker, or the data dir of a ZooKeeper server.
struct DirFacts {
    std::filesystem::path path;
    bool empty = true;             // holds nothing of Kafka's or ZooKeeper's data, or is not there
    std::string write_error;       // of a probe file written, synced and removed; empty: that works
    std::int64_t free_bytes = -1;  // for this user; -1: unknown
    std::int64_t total_bytes = -1;
    // Of a broker's log dir:
    std::optional<MetaProperties> meta;
    std::string meta_error;                   // meta.properties is there and cannot be read
    bool clean_marker = false;                // .kafka_cleanshutdown
    std::optional<OtherProcess> lock_holder;  // of the fcntl lock on .lock
};

struct TakenPort {
    std::string address;
    std::uint16_t port = 0;
    std::string purpose;  // "clients", "replication"
    std::optional<OtherProcess> holder;
};

// The data dir of a ZooKeeper server, beyond DirFacts.
struct ZooKeeperDataFacts {
    std::string myid;  // as the file says, trimmed; empty: no file
    std::optional<std::uint64_t> current_epoch;
    std::optional<std::uint64_t> accepted_epoch;
    std::string epoch_error;  // a file of an epoch is there and cannot be read as a number
    bool initialize_present = false;
};

// What ZooKeeper says of the broker and its cluster.
struct ClusterFacts {
    bool known = false;
    std::string unknown_because;
    std::string cluster_id;  // /cluster/id; empty: there is no such znode
    struct Registration {    // /brokers/ids/ID
        std::uint64_t owner_session = 0;
        std::string endpoint;                   // "127.10.2.1:9092" as it registered
        std::chrono::milliseconds seen_for{0};  // since this agent first saw this owner there
    };
    std::optional<Registration> registration;
    // Only where a volume is empty: the partitions that list this broker.
    bool replicas_known = false;
    std::uint64_t replicas = 0;           // with this broker among their replicas
    std::uint64_t sole_in_sync = 0;       // with an ISR of this broker alone
    std::vector<std::string> sole_names;  // "orders-3", the first 20 of them
};

struct PeerFacts {
    int id = 0;
    std::string address;
    bool serving = false;  // leader, follower or observer by its own words
    bool leader = false;
    std::string why_not;
};

// The other servers of a ZooKeeper server's ensemble.
struct EnsembleFacts {
    std::vector<PeerFacts> others;
    // A leader and enough followers without this server.
    bool others_have_quorum() const;
};

struct StartFacts {
    NodeIdentity identity;
    std::vector<DirFacts> dirs;
    ZooKeeperDataFacts zookeeper;
    std::vector<TakenPort> taken_ports;
    std::optional<OtherProcess> orphan;  // a JVM of this node that init does not know
    std::string java_version;            // "17.0.15"; empty: unknown
    int java_major = 0;                  // 0: unknown
    std::int64_t heap_bytes = 0;
    std::int64_t memory_limit = 0;       // of the control group; 0: none
    std::int64_t needed_free_bytes = 0;  // on each log dir's file system
    std::int64_t reserve_bytes = 0;      // of the reserve file that is there to be given back
    std::chrono::milliseconds session_timeout{18000};  // zookeeper.session.timeout.ms
    ClusterFacts cluster;                              // of a broker
    EnsembleFacts ensemble;                            // of a ZooKeeper server
    std::string last_end_code;  // of the condition that explained the JVM's last end; may be empty
};

}  // namespace ballast::agent
