// Whether `up` waits on, is done, or gives up, as a pure decision over what the nodes say.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "coordinator/cli/cluster/agents.hpp"

namespace ballast::cli {

// What is known of one node while `up` waits.
struct NodeWatch {
    std::string name;
    bool is_zookeeper = false;
    bool started_now = false;           // by this command
    std::optional<AgentReport> report;  // the last answer; empty while the agent does not answer
    std::optional<int> init_status;     // its ballast-init has ended, with this status
    SteadyTime changed;                 // when state, reason or reachability changed last
};

enum class Verdict : std::uint8_t {
    wait,
    ready,      // all are
    not_ready,  // what is not ready will not become so by waiting
    timed_out,
};

// A node that waits for nothing but a person: held, stopped on purpose, or its init ended.
bool is_stuck(const NodeWatch& node);
bool is_ready(const NodeWatch& node);

// Where some nodes are stuck, the others get this long without any change before `up` gives up.
constexpr std::chrono::seconds kGrace{30};

Verdict judge_readiness(const std::vector<NodeWatch>& nodes, SteadyTime now, SteadyTime deadline);

// True once a majority of the ZooKeeper servers serves: the ensemble is born.
bool is_born(const std::vector<NodeWatch>& nodes);

// "HELD (CODE): reason", "no answer from its agent": for people.
std::string describe(const NodeWatch& node);

}  // namespace ballast::cli
