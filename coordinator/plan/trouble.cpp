#include "coordinator/plan/trouble.hpp"

#include <bit>

namespace ballast::coordinator {

Troubles troubles_of(const PartitionView& partition, std::optional<std::int16_t> min_isr,
                     const BrokerSet& registered) {
    Troubles troubles;
    const auto set = [&](Trouble trouble, bool value = true) {
        troubles.set(static_cast<std::size_t>(trouble), value);
    };
    set(Trouble::offline,
        partition.leader < 0 ||
            !registered[partition.replicas[static_cast<std::size_t>(partition.leader)]]);
    set(Trouble::reassigning, (partition.adding | partition.removing) != 0);
    // As Kafka's own gauge: replicas that a reassignment adds do not count.
    const auto settled =
        static_cast<int>(partition.replicas.size()) - std::popcount(partition.adding);
    set(Trouble::under_replicated, std::popcount(partition.isr & ~partition.adding) < settled);
    if (!min_isr) {
        set(Trouble::min_isr_unknown);
        return troubles;
    }
    const auto slack = spare_of(partition, *min_isr, registered).slack();
    set(Trouble::under_min_isr, slack < 0);
    if (never_spares(partition, *min_isr)) {
        set(partition.replicas.size() == 1 ? Trouble::rf_one : Trouble::rf_at_min_isr);
    } else {
        set(Trouble::at_min_isr, slack == 0);
    }
    return troubles;
}

}  // namespace ballast::coordinator
