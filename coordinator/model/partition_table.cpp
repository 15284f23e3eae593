#include "coordinator/model/partition_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace ballast::coordinator {
namespace {

// The members of `ids` as places in `replicas`; empty where one is no replica.
std::optional<ReplicaSet> places_in(const std::vector<std::int32_t>& replicas,
                                    const std::vector<std::int32_t>& ids) {
    ReplicaSet set = 0;
    for (const auto id : ids) {
        const auto found = std::ranges::find(replicas, id);
        if (found == replicas.end()) {
            return std::nullopt;
        }
        set |= ReplicaSet{1} << static_cast<unsigned>(found - replicas.begin());
    }
    return set;
}

bool has_duplicates(const std::vector<std::int32_t>& ids) {
    for (auto id = ids.begin(); id != ids.end(); ++id) {
        if (std::find(ids.begin(), id, *id) != id) {
            return true;
        }
    }
    return false;
}

}  // namespace

std::optional<BrokerIndex> PartitionTable::find_broker(std::int32_t id) const {
    const auto found = std::ranges::lower_bound(brokers_, id);
    if (found == brokers_.end() || *found != id) {
        return std::nullopt;
    }
    return static_cast<BrokerIndex>(found - brokers_.begin());
}

PartitionView PartitionTable::at(std::size_t place) const {
    const Entry& entry = entries_[place];
    PartitionView view{.topic = entry.topic,
                       .partition = entry.partition,
                       .replicas = replicas(place),
                       .isr = entry.isr,
                       .leader = entry.leader};
    const auto reassigned = std::ranges::lower_bound(reassigned_, place, {}, &Reassigned::place);
    if (reassigned != reassigned_.end() && reassigned->place == place) {
        view.adding = reassigned->adding;
        view.removing = reassigned->removing;
    }
    return view;
}

std::string PartitionTable::name(std::size_t place) const {
    const Entry& entry = entries_[place];
    return fmt::format("{}-{}", topics_[entry.topic].name, entry.partition);
}

std::size_t PartitionTable::bytes() const {
    std::size_t names = 0;
    for (const auto& topic : topics_) {
        names += topic.name.capacity();
    }
    return names + brokers_.capacity() * sizeof(std::int32_t) +
           topics_.capacity() * sizeof(TopicEntry) + entries_.capacity() * sizeof(Entry) +
           replicas_.capacity() * sizeof(BrokerIndex) + reassigned_.capacity() * sizeof(Reassigned);
}

BrokerIndex PartitionTableBuilder::place_of(std::int32_t id) {
    const auto [found, fresh] = places_.try_emplace(id, static_cast<BrokerIndex>(ids_.size()));
    if (fresh) {
        ids_.push_back(id);
    }
    return found->second;
}

void PartitionTableBuilder::add_broker(std::int32_t id) {
    place_of(id);
}

void PartitionTableBuilder::begin_topic(std::string name, bool internal,
                                        std::optional<std::int16_t> min_isr) {
    table_.topics_.push_back({.name = std::move(name),
                              .internal = internal,
                              .min_isr = min_isr,
                              .first = static_cast<std::uint32_t>(table_.entries_.size())});
}

Result<void> PartitionTableBuilder::add_partition(const PartitionTable::NewPartition& partition) {
    auto& topic = table_.topics_.back();
    const auto wrong = [&](std::string_view what) {
        return fail(ErrorKind::invalid,
                    fmt::format("partition {}-{} {}", topic.name, partition.partition, what));
    };
    if (partition.replicas.size() > kMaxReplicas) {
        return wrong(fmt::format("has more than {} replicas", kMaxReplicas));
    }
    if (ids_.size() + partition.replicas.size() > kMaxBrokers) {
        return wrong(fmt::format("brings the brokers to more than {}", kMaxBrokers));
    }
    if (has_duplicates(partition.replicas)) {
        return wrong("has a replica twice");
    }
    const auto isr = places_in(partition.replicas, partition.isr);
    const auto adding = places_in(partition.replicas, partition.adding);
    const auto removing = places_in(partition.replicas, partition.removing);
    if (!isr || !adding || !removing) {
        return wrong("has a broker in its ISR or reassignment that is none of its replicas");
    }
    const auto leader = std::ranges::find(partition.replicas, partition.leader);
    if (*adding != 0 || *removing != 0) {
        table_.reassigned_.push_back({.place = static_cast<std::uint32_t>(table_.entries_.size()),
                                      .adding = *adding,
                                      .removing = *removing});
    }
    table_.entries_.push_back(
        {.topic = static_cast<std::uint32_t>(table_.topics_.size() - 1),
         .partition = partition.partition,
         .replicas = static_cast<std::uint32_t>(table_.replicas_.size()),
         .isr = *isr,
         .leader = leader == partition.replicas.end()
                       ? std::int8_t{-1}
                       : static_cast<std::int8_t>(leader - partition.replicas.begin()),
         .count = static_cast<std::uint8_t>(partition.replicas.size())});
    for (const auto id : partition.replicas) {
        table_.replicas_.push_back(place_of(id));
    }
    ++topic.count;
    return {};
}

// Brokers list a topic's partitions in any order.
void PartitionTableBuilder::sort_partitions() {
    auto& entries = table_.entries_;
    std::vector<std::pair<std::uint32_t, std::int32_t>> moved;  // topic and number, as reassigned_
    for (const auto& each : table_.reassigned_) {
        moved.emplace_back(entries[each.place].topic, entries[each.place].partition);
    }
    for (const auto& topic : table_.topics_) {
        std::ranges::sort(std::span(entries).subspan(topic.first, topic.count), {},
                          &PartitionTable::Entry::partition);
    }
    for (std::size_t i = 0; i < moved.size(); ++i) {
        const auto [topic, partition] = moved[i];
        const auto of_topic =
            std::span(entries).subspan(table_.topics_[topic].first, table_.topics_[topic].count);
        const auto found =
            std::ranges::lower_bound(of_topic, partition, {}, &PartitionTable::Entry::partition);
        table_.reassigned_[i].place =
            table_.topics_[topic].first + static_cast<std::uint32_t>(found - of_topic.begin());
    }
    std::ranges::sort(table_.reassigned_, {}, &PartitionTable::Reassigned::place);
}

PartitionTable PartitionTableBuilder::build() && {
    std::vector<BrokerIndex> order(ids_.size());
    std::iota(order.begin(), order.end(), BrokerIndex{0});
    std::ranges::sort(order, {}, [&](BrokerIndex place) { return ids_[place]; });
    std::vector<BrokerIndex> sorted(ids_.size());
    table_.brokers_.clear();
    for (const auto place : order) {
        sorted[place] = static_cast<BrokerIndex>(table_.brokers_.size());
        table_.brokers_.push_back(ids_[place]);
    }
    for (auto& replica : table_.replicas_) {
        replica = sorted[replica];
    }
    sort_partitions();
    table_.entries_.shrink_to_fit();
    table_.replicas_.shrink_to_fit();
    return std::move(table_);
}

}  // namespace ballast::coordinator
