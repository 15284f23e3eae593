// What is known of a cluster's nodes: put together from their folders and their agents' answers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.hpp"
#include "common/node_identity.hpp"
#include "common/result.hpp"

namespace ballast::cli {

// Something that is wrong with a node, whatever its state.
struct Warning {
    std::string code;
    std::string reason;
    std::string next_step;
    std::string since;

    bool operator==(const Warning&) const = default;
};

// One row of `status`; the names are those of its JSON contract.
struct NodeStatus {
    std::string name;
    Role role = Role::kafka;
    int id = 0;
    std::string state;  // upper case; "UNKNOWN" when the agent did not answer
    bool ready = false;
    std::string code;    // empty when all is well
    std::string reason;  // in words
    std::string since;   // RFC 3339; empty when unknown
    std::int64_t pid = 0;
    std::int64_t agent_pid = 0;
    std::string address;
    std::int64_t restarts = 0;
    std::int64_t heap_bytes = 0;
    std::int64_t rss_bytes = 0;
    std::string config_revision;
    std::vector<Warning> warnings;  // not in the JSON contract, where only the first one's code is

    bool operator==(const NodeStatus&) const = default;
    bool known() const { return state != "UNKNOWN"; }
};

// The row that GET /v1/node gives. Errors: invalid (also when it is another node's).
Result<NodeStatus> parse_node_status(const NodeIdentity& node, std::string_view json);

struct ClusterStatus {
    std::string cluster;
    std::string bootstrap;  // "127.10.2.1:9092,127.10.2.2:9092"
    std::vector<NodeStatus> nodes;
    std::string coordinator;  // where it answers and what it says; not in the JSON contract

    bool operator==(const ClusterStatus&) const = default;
};

// What one agent said: the body of GET /v1/node, or why there is none.
using AgentAnswer = Result<std::string>;

// Asks agents. The real one speaks HTTPS; tests give their own.
class AgentSource {
  public:
    virtual ~AgentSource() = default;
    // Asks all at once, each within the source's limit; answers in the nodes' order. Blocks.
    virtual std::vector<AgentAnswer> ask(const std::vector<NodeIdentity>& nodes) = 0;
};

// What this machine shows of a node whose agent does not answer.
struct InitSighting {
    bool lives = false;         // its ballast-init does
    std::int64_t lost_jvm = 0;  // pid of the JVM that runs without one; 0: none
};

class InitProbe {
  public:
    virtual ~InitProbe() = default;
    virtual InitSighting look(const NodeIdentity& node) const = 0;
};

// The clients' addresses of all brokers, in the nodes' order.
std::string bootstrap_of(const std::vector<NodeIdentity>& nodes);

// One row from one answer. An answer that is not this node's, or makes no sense, is UNKNOWN with
// code BAD_ANSWER; no answer is UNKNOWN with AGENT_UNREACHABLE, or, where no ballast-init lives,
// INIT_LOST (its JVM runs: `pid` names it) or NODE_DOWN.
NodeStatus node_status(const NodeIdentity& node, const AgentAnswer& answer,
                       const InitSighting& init);

ClusterStatus cluster_status(const std::string& cluster, const std::vector<NodeIdentity>& nodes,
                             AgentSource& agents, const InitProbe& inits);

// 0 all ready, 1 not all ready, 3 no agent answered (also where there are no nodes).
int exit_code(const ClusterStatus& status);

}  // namespace ballast::cli
