#include "coordinator/agents/partition_visitors.hpp"

#include <algorithm>

namespace ballast::coordinator {
namespace {

// Metadata's copy may not show a replica yet that the controller adds, nor one any more that it
// removes.
std::vector<std::int32_t> those_in(const std::vector<std::int32_t>& replicas,
                                   const std::vector<std::int32_t>& ids) {
    std::vector<std::int32_t> both;
    for (const auto replica : replicas) {
        if (std::ranges::find(ids, replica) != ids.end()) {
            both.push_back(replica);
        }
    }
    return both;
}

}  // namespace

Result<void> TopicNames::begin_topic(const kafka::Topic& topic) {
    cache_.see(topic.name, topic.id);
    return {};
}

Result<void> TopicNames::add_partition(const kafka::Partition& /*partition*/) {
    return {};
}

Result<void> TableFiller::begin_topic(const kafka::Topic& topic) {
    topic_ = topic.name;
    builder_.begin_topic(topic.name, topic.internal, cache_.find(topic.name, now_));
    return {};
}

Result<void> TableFiller::add_partition(const kafka::Partition& partition) {
    partition_.partition = partition.index;
    partition_.replicas = partition.replicas;
    partition_.isr = partition.isr;
    partition_.leader = partition.leader;
    partition_.adding.clear();
    partition_.removing.clear();
    if (!moves_.empty()) {
        if (const auto move = moves_.find({topic_, partition.index}); move != moves_.end()) {
            partition_.adding = those_in(partition.replicas, move->second.adding);
            partition_.removing = those_in(partition.replicas, move->second.removing);
        }
    }
    return builder_.add_partition(partition_);
}

}  // namespace ballast::coordinator
