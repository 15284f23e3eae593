// What can be wrong with a partition. Pure.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>

#include "coordinator/model/partition_table.hpp"
#include "coordinator/plan/partition_rule.hpp"

namespace ballast::coordinator {

enum class Trouble : std::uint8_t {
    offline,          // no leader
    under_min_isr,    // fewer in-sync replicas than the minimum
    min_isr_unknown,  // and whether the two above it and below it hold, with it
    at_min_isr,       // none to spare, though it has more replicas than the minimum
    under_replicated,
    reassigning,
    rf_one,         // can never spare a replica: it has only one,
    rf_at_min_isr,  // or no more than the minimum
};
inline constexpr std::size_t kTroubleKinds = 8;
using Troubles = std::bitset<kTroubleKinds>;

inline bool has(const Troubles& troubles, Trouble trouble) {
    return troubles.test(static_cast<std::size_t>(trouble));
}

// `min_isr` as configured for the topic, empty: not known; `registered` by Kafka's own word.
Troubles troubles_of(const PartitionView& partition, std::optional<std::int16_t> min_isr,
                     const BrokerSet& registered);

}  // namespace ballast::coordinator
