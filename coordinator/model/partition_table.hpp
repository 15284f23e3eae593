// Where every partition's replicas are, compact: 1,000,000 partitions of RF 3 take 26 MB.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/result.hpp"

namespace ballast::coordinator {

// A broker's place in PartitionTable::brokers().
using BrokerIndex = std::uint16_t;
constexpr std::size_t kMaxBrokers = 65535;

// A set of a partition's replicas: bit i is the i-th replica of its assignment.
using ReplicaSet = std::uint32_t;
constexpr std::size_t kMaxReplicas = 32;

struct TopicEntry {
    std::string name;
    bool internal = false;
    std::optional<std::int16_t> min_isr;  // min.insync.replicas in force; empty: not known
    std::uint32_t first = 0;              // its partitions are first .. first + count - 1
    std::uint32_t count = 0;
};

// What is known of one partition. The span lives as long as the table.
struct PartitionView {
    std::uint32_t topic = 0;     // place in topics()
    std::int32_t partition = 0;  // Kafka's number
    std::span<const BrokerIndex>
        replicas;  // in the order of assignment: the preferred leader first
    ReplicaSet isr = 0;
    ReplicaSet adding = 0;    // of a reassignment
    ReplicaSet removing = 0;  // likewise
    int leader = -1;          // place in replicas; -1: none
};

class PartitionTable {
  public:
    struct NewPartition {
        std::int32_t partition = 0;
        std::vector<std::int32_t> replicas;  // broker ids
        std::vector<std::int32_t> isr;
        std::vector<std::int32_t> adding;
        std::vector<std::int32_t> removing;
        std::int32_t leader = -1;  // broker id
    };

    // Ascending broker ids: every id that is a replica, whether the broker is alive or not, and
    // those given to add_broker().
    std::span<const std::int32_t> brokers() const { return brokers_; }
    std::optional<BrokerIndex> find_broker(std::int32_t id) const;
    std::span<const TopicEntry> topics() const { return topics_; }
    // Topic by topic, of each by number.
    std::size_t partitions() const { return entries_.size(); }
    PartitionView at(std::size_t place) const;
    // The same as at(place).replicas, for those who look at little else.
    std::span<const BrokerIndex> replicas(std::size_t place) const {
        return std::span(replicas_).subspan(entries_[place].replicas, entries_[place].count);
    }
    // "orders-3".
    std::string name(std::size_t place) const;
    std::size_t bytes() const;  // of memory, for figures

  private:
    friend class PartitionTableBuilder;
    struct Entry {
        std::uint32_t topic;
        std::int32_t partition;
        std::uint32_t replicas;  // place of the first in replicas_
        ReplicaSet isr;
        std::int8_t leader;
        std::uint8_t count;
    };
    // Of the few partitions that are being reassigned, by place, ascending.
    struct Reassigned {
        std::uint32_t place;
        ReplicaSet adding;
        ReplicaSet removing;
    };
    std::vector<std::int32_t> brokers_;
    std::vector<TopicEntry> topics_;
    std::vector<Entry> entries_;
    std::vector<BrokerIndex> replicas_;
    std::vector<Reassigned> reassigned_;
};

// Takes topics one after the other, so that a snapshot never exists twice in memory.
class PartitionTableBuilder {
  public:
    void add_broker(std::int32_t id);
    void begin_topic(std::string name, bool internal, std::optional<std::int16_t> min_isr);
    // Of the topic begun last. Errors: invalid (more than kMaxReplicas replicas, one of them twice,
    // a broker in the ISR or the reassignment that is no replica).
    Result<void> add_partition(const PartitionTable::NewPartition& partition);
    PartitionTable build() &&;

  private:
    BrokerIndex place_of(std::int32_t id);
    void sort_partitions();

    PartitionTable table_;  // until build() its replicas are places in ids_
    std::vector<std::int32_t> ids_;
    std::unordered_map<std::int32_t, BrokerIndex> places_;  // in ids_
};

}  // namespace ballast::coordinator
