// What `up` does with each node and whether it may act at all, as a pure decision over facts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/document/document.hpp"
#include "coordinator/cli/cluster/agents.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"
#include "coordinator/cli/cluster/processes.hpp"

namespace ballast::cli {

struct NodeFacts {
    std::string name;
    InitFact init;
    std::optional<Orphan> orphan;       // looked for only where there is no init
    std::optional<AgentReport> report;  // where the agent answered
};

struct ClusterFacts {
    std::optional<ClusterRecord> record;         // none: a new cluster
    std::optional<document::Document> document;  // the one it runs by; none: a new cluster
    std::vector<NodeFacts> nodes;                // wanted ones and those that exist
};

enum class NodeAction : std::uint8_t {
    start,
    adopt,          // its init runs: only wait for it
    leave_stopped,  // its init runs and somebody stopped the node on purpose
};

struct NodePlan {
    std::string name;
    NodeAction action = NodeAction::start;
    std::string note;                // "already running (process 12)"; empty for a plain start
    std::optional<Orphan> lost_jvm;  // to be ended before the start: lost_jvms.hpp
};

struct StartPlan {
    std::vector<std::string> blockers;     // any: nothing is done
    std::vector<std::string> differences;  // accepted changes of the document
    std::vector<NodePlan> nodes;           // the wanted ones, in the order given
};

// `wanted_nodes`: the names that the wanted document asks for, in the order to start them.
StartPlan plan_start(const ClusterFacts& facts, const document::Document& wanted,
                     const std::vector<std::string>& wanted_nodes);

}  // namespace ballast::cli
