// Which brokers may be down at the same time: first fit under a budget for each partition. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "coordinator/model/partition_table.hpp"
#include "coordinator/plan/partition_rule.hpp"

namespace ballast::coordinator {

struct BatchInput {
    const PartitionTable& table;
    const BrokerSet& alive;
    // In the order in which they are tried. None of them may be one that cannot stop even alone.
    std::vector<BrokerIndex> brokers;
    std::vector<std::string> racks;         // by BrokerIndex; empty texts: none
    std::optional<BrokerIndex> controller;  // in the last batch, whichever fits
    int spare = 0;
    std::size_t max_parallel = SIZE_MAX;
    // Partitions that can never spare a replica are no reason.
    bool allow_unavailable = false;
    // With more than one broker down no survivor may lead more than so many times the mean.
    double most_leaders = 2.5;
};

// Every broker is in exactly one batch.
std::vector<std::vector<BrokerIndex>> make_batches(const BatchInput& input);

}  // namespace ballast::coordinator
