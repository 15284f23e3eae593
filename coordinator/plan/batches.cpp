#include "coordinator/plan/batches.hpp"

#include <algorithm>
#include <limits>

namespace ballast::coordinator {
namespace {

constexpr std::int8_t kNoLimit = std::numeric_limits<std::int8_t>::max();

struct Membership {
    std::uint32_t place;    // of the partition
    std::uint8_t position;  // of the broker in its replicas
};

// The partitions of which a broker is an in-sync replica, for all brokers in one array.
class Memberships {
  public:
    Memberships(const PartitionTable& table, const std::vector<ReplicaSet>& in_sync)
        : first_(table.brokers().size() + 1) {
        const auto each = [&](auto&& visit) {
            for (std::size_t place = 0; place < table.partitions(); ++place) {
                const auto replicas = table.replicas(place);
                for (std::size_t i = 0; i < replicas.size(); ++i) {
                    if ((in_sync[place] >> i & 1U) != 0) {
                        visit(replicas[i], Membership{.place = static_cast<std::uint32_t>(place),
                                                      .position = static_cast<std::uint8_t>(i)});
                    }
                }
            }
        };
        each([&](BrokerIndex broker, Membership) { ++first_[broker + 1U]; });
        for (std::size_t i = 1; i < first_.size(); ++i) {
            first_[i] += first_[i - 1];
        }
        all_.resize(first_.back());
        auto next = first_;
        each([&](BrokerIndex broker, Membership one) { all_[next[broker]++] = one; });
    }

    std::span<const Membership> of(BrokerIndex broker) const {
        return std::span(all_).subspan(first_[broker], first_[broker + 1U] - first_[broker]);
    }

  private:
    std::vector<std::size_t> first_;
    std::vector<Membership> all_;
};

class Planner {
  public:
    explicit Planner(const BatchInput& input)
        : input_(input),
          in_sync_(input.table.partitions()),
          budget_(input.table.partitions()),
          leader_(input.table.partitions(), -1),
          home_(input.table.partitions(), -1),
          load_(input.table.brokers().size()),
          down_(input.table.brokers().size()),
          blocked_(input.table.brokers().size()),
          memberships_(read_partitions(), in_sync_) {
        std::size_t leaders = 0;
        for (const auto load : load_) {
            leaders += load;
        }
        const auto living = std::ranges::count(input.alive, true);
        most_ = living == 0 ? 0
                            : input.most_leaders * static_cast<double>(leaders) /
                                  static_cast<double>(living);
    }

    std::vector<std::vector<BrokerIndex>> run() {
        std::vector<std::vector<BrokerIndex>> batches;
        auto waiting = input_.brokers;
        std::erase_if(waiting, [&](BrokerIndex broker) { return broker == input_.controller; });
        const bool with_controller = waiting.size() < input_.brokers.size();
        while (!waiting.empty()) {
            batches.push_back(next_batch(waiting));
            const bool last = waiting.empty();
            if (last && with_controller && batches.back().size() < input_.max_parallel &&
                try_add(*input_.controller)) {
                batches.back().push_back(*input_.controller);
                return batches;
            }
            clear(batches.back());
        }
        if (with_controller) {
            batches.push_back({*input_.controller});
        }
        return batches;
    }

  private:
    // Fills what is known of each partition; gives the table on.
    const PartitionTable& read_partitions() {
        const auto& table = input_.table;
        for (std::size_t place = 0; place < table.partitions(); ++place) {
            const auto partition = table.at(place);
            // A topic whose minimum is not known spares nothing; its brokers are refused.
            const int min_isr = table.topics()[partition.topic].min_isr.value_or(
                std::numeric_limits<std::int16_t>::max());
            const auto spare = spare_of(partition, min_isr, input_.alive);
            in_sync_[place] = spare.in_sync;
            const bool excused = input_.allow_unavailable && never_spares(partition, min_isr);
            budget_[place] =
                excused ? kNoLimit
                        : static_cast<std::int8_t>(std::max(0, may_be_down(spare, input_.spare)));
            if (partition.leader >= 0) {
                leader_[place] = static_cast<std::int8_t>(partition.leader);
                home_[place] = leader_[place];
                ++load_[partition.replicas[static_cast<std::size_t>(partition.leader)]];
            }
        }
        return table;
    }

    std::vector<BrokerIndex> next_batch(std::vector<BrokerIndex>& waiting) {
        std::vector<BrokerIndex> batch{waiting.front()};
        take(waiting.front(), true);
        const auto& rack = input_.racks[waiting.front()];
        // The rack of the first one before any other: its brokers share the fewest partitions.
        for (const bool same_rack : {true, false}) {
            for (const auto broker : std::span(waiting).subspan(1)) {
                if (batch.size() >= input_.max_parallel) {
                    break;
                }
                if ((input_.racks[broker] == rack) == same_rack && try_add(broker)) {
                    batch.push_back(broker);
                }
            }
        }
        std::erase_if(waiting, [&](BrokerIndex broker) { return down_[broker]; });
        return batch;
    }

    bool try_add(BrokerIndex broker) { return blocked_[broker] == 0 && take(broker, false); }

    // Takes the broker down, and its leaders to the next in-sync replica in the order of
    // assignment. False, and undone, where a survivor would lead too much.
    bool take(BrokerIndex broker, bool alone) {
        down_[broker] = true;
        bool fits = true;
        for (const auto [place, position] : memberships_.of(broker)) {
            if (--budget_[place] == 0) {
                block(place, 1);
            }
            if (leader_[place] == position) {
                fits = move_leader(place) <= most_ && fits;
            }
        }
        if (fits || alone) {
            return true;
        }
        give_back(broker);
        return false;
    }

    void give_back(BrokerIndex broker) {
        down_[broker] = false;
        for (const auto [place, position] : memberships_.of(broker)) {
            if (budget_[place]++ == 0) {
                block(place, -1);
            }
            // It may lead again what others took over.
            if (leader_[place] != home_[place]) {
                move_leader(place);
            }
        }
    }

    // Counts a partition that can spare no more for each of its in-sync replicas.
    void block(std::uint32_t place, int change) {
        const auto replicas = input_.table.replicas(place);
        for (std::size_t i = 0; i < replicas.size(); ++i) {
            if ((in_sync_[place] >> i & 1U) != 0) {
                blocked_[replicas[i]] += change;
            }
        }
    }

    // Who leads now; the load of who took over, else 0.
    double move_leader(std::uint32_t place) {
        const auto replicas = input_.table.replicas(place);
        const auto now = leader_now(replicas, place);
        const auto before = leader_[place];
        if (now == before) {
            return 0;
        }
        leader_[place] = now;
        if (before >= 0) {
            --load_[replicas[static_cast<std::size_t>(before)]];
        }
        return now < 0 ? 0 : static_cast<double>(++load_[replicas[static_cast<std::size_t>(now)]]);
    }

    std::int8_t leader_now(std::span<const BrokerIndex> replicas, std::uint32_t place) const {
        const auto home = home_[place];
        if (home < 0 || !down_[replicas[static_cast<std::size_t>(home)]]) {
            return home;
        }
        for (std::size_t i = 0; i < replicas.size(); ++i) {
            if ((in_sync_[place] >> i & 1U) != 0 && !down_[replicas[i]]) {
                return static_cast<std::int8_t>(i);
            }
        }
        return -1;
    }

    void clear(const std::vector<BrokerIndex>& batch) {
        for (const auto broker : batch) {
            give_back(broker);
        }
    }

    const BatchInput& input_;
    std::vector<ReplicaSet> in_sync_;
    std::vector<std::int8_t> budget_;  // in-sync replicas that may still go down
    std::vector<std::int8_t> leader_;  // place in the replicas, while the batch is down
    std::vector<std::int8_t> home_;    // likewise, with no broker down
    std::vector<std::size_t> load_;    // leaders by broker, while the batch is down
    BrokerSet down_;
    std::vector<int> blocked_;  // by broker: its partitions that can spare no more
    Memberships memberships_;
    double most_ = 0;
};

}  // namespace

std::vector<std::vector<BrokerIndex>> make_batches(const BatchInput& input) {
    return Planner(input).run();
}

}  // namespace ballast::coordinator
