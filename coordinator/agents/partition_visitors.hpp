// What is made of a Metadata answer's topics, as they are decoded one by one.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/clock.hpp"
#include "common/kafka/list_partition_reassignments.hpp"
#include "common/kafka/metadata.hpp"
#include "coordinator/agents/min_isr_cache.hpp"
#include "coordinator/model/partition_table.hpp"

namespace ballast::coordinator {

// First pass: which topics there are. The cache outlives it.
class TopicNames final : public kafka::TopicVisitor {
  public:
    explicit TopicNames(MinIsrCache& cache) : cache_(cache) { cache_.begin(); }
    Result<void> begin_topic(const kafka::Topic& topic) override;
    Result<void> add_partition(const kafka::Partition& partition) override;
    // Once the answer is known to be whole.
    void end() { cache_.end(); }

  private:
    MinIsrCache& cache_;
};

// Second pass: the table. All it is given outlives it.
class TableFiller final : public kafka::TopicVisitor {
  public:
    // What is being added and removed, by topic and partition.
    using Moves = std::map<std::pair<std::string, std::int32_t>, kafka::OngoingReassignment>;

    TableFiller(PartitionTableBuilder& builder, const MinIsrCache& cache, const Moves& moves,
                SteadyTime now)
        : builder_(builder), cache_(cache), moves_(moves), now_(now) {}
    Result<void> begin_topic(const kafka::Topic& topic) override;
    Result<void> add_partition(const kafka::Partition& partition) override;

  private:
    PartitionTableBuilder& builder_;
    const MinIsrCache& cache_;
    const Moves& moves_;
    SteadyTime now_;
    std::string topic_;
    PartitionTable::NewPartition partition_;  // its memory is used again for the next
};

}  // namespace ballast::coordinator
