// What one probe of a node found, and the pure judges.
#pragma once

#include <cstdint>
#include <string>

#include "common/kafka/metadata.hpp"
#include "common/node_identity.hpp"
#include "common/result.hpp"
#include "common/zookeeper/server_status.hpp"

namespace ballast::agent {

struct ProbeTarget {
    Role role = Role::kafka;
    int id = 0;
    std::string address;  // the node's own, an IP literal
    std::uint16_t port = 0;
    int ensemble_size = 0;  // ZooKeeper servers in the configuration; for Role::zookeeper
};

// The target for a node: its own address with the client port of its role (9092 or 2181).
ProbeTarget probe_target(const NodeIdentity& identity);

struct Readiness {
    bool serving = false;  // it does its work for clients: ready
    bool registered =
        false;  // it answered and is a member (broker in the metadata, ZK in a quorum)
    // Empty when serving. NOT_LISTENING, NO_ANSWER, BAD_ANSWER, NOT_REGISTERED, WRONG_ADDRESS,
    // NO_CLUSTER_ID, NO_QUORUM, WRONG_MODE.
    std::string code;
    std::string reason;  // in words, for a person
    bool operator==(const Readiness&) const = default;
};

// Ready iff the broker's answer lists itself at its own address and port (so it is registered and
// the controller has told it) and names the cluster.
Readiness judge_kafka(const kafka::Metadata& metadata, const ProbeTarget& target);
// Ready iff it serves as leader, follower or observer; as standalone only in an ensemble of one.
Readiness judge_zookeeper(const zookeeper::ServerStatus& status, const ProbeTarget& target);
// A probe that got no answer to judge.
Readiness judge_failure(const Error& error, const ProbeTarget& target);

}  // namespace ballast::agent
