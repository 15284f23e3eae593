// All that an agent tells of its node: the node's own report and what the agent sees beside it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent/health/probe_answers.hpp"
#include "agent/node/node_report.hpp"
#include "agent/recovery/start_facts.hpp"

namespace ballast::agent {

struct RecoveryView {
    std::int64_t done = 0;  // logs
    std::int64_t total = 0;
    std::optional<std::chrono::seconds> left;  // at the rate until now
};

struct Versions {
    std::string agent;
    std::string program;  // of Kafka or ZooKeeper
    std::string java;
    std::optional<std::uint32_t> init_protocol;  // that the running ballast-init speaks
};

struct NodeView {
    NodeReport report;
    std::string rack;  // of a broker; empty: none
    ProbeInput probes;
    std::vector<DirFacts> disks;
    std::int64_t needed_free_bytes = 0;
    std::optional<RecoveryView> recovery;
    Versions versions;
    std::optional<WallTime> certificate_expires;
};

}  // namespace ballast::agent
