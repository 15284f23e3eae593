// Plans a roll of a synthetic cluster and tells what that took. Arguments: brokers, partitions,
// placement (striped | unaware | random), slack (1 | 2), cap (0: none), dirty (of 10,000
// partitions, so many are placed at random instead). Prints one line of JSON.
#include <fmt/format.h>
#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <random>
#include <string>

#include "coordinator/plan/roll_plan.hpp"

namespace ballast::coordinator {
namespace {

constexpr int kReplicas = 3;
constexpr int kRacks = 3;

struct Shape {
    int brokers;
    int partitions;
    std::string placement;
    int slack;
    int cap;
    int dirty;
};

using Replicas = std::vector<std::int32_t>;
using Random = std::mt19937_64;

int below(Random& random, int limit) {
    return std::uniform_int_distribution<int>(0, limit - 1)(random);
}

Replicas at_random(Random& random, int brokers) {
    Replicas chosen;
    while (chosen.size() < kReplicas) {
        const int id = below(random, brokers);
        if (std::ranges::find(chosen, id) == chosen.end()) {
            chosen.push_back(id);
        }
    }
    return chosen;
}

// One replica in each rack, as KRaft's StripedReplicaPlacer and rack-aware assignments do.
Replicas striped(int partition, int start, int brokers) {
    Replicas chosen;
    for (int i = 0; i < kReplicas; ++i) {
        const int rack = (start + partition + i) % kRacks;
        const int in_rack = (brokers - rack + kRacks - 1) / kRacks;
        chosen.push_back(rack + kRacks * ((start + (partition + i) / kRacks) % in_rack));
    }
    return chosen;
}

// As kafka.admin.AdminUtils places a topic without racks: a random start, a random shift that
// grows.
Replicas unaware(int partition, int start, int shift, int brokers) {
    const int first = (partition + start) % brokers;
    const int turns = shift + partition / brokers;
    Replicas chosen{first};
    for (int i = 0; i < kReplicas - 1; ++i) {
        chosen.push_back((first + 1 + (turns + i) % (brokers - 1)) % brokers);
    }
    return chosen;
}

ClusterView cluster_of(const Shape& shape) {
    Random random(20260131);
    ClusterView view;
    view.now = SteadyTime{} + std::chrono::hours{1};
    PartitionTableBuilder table;
    for (int id = 0; id < shape.brokers; ++id) {
        const auto rack = std::string(1, static_cast<char>('a' + id % kRacks));
        view.nodes.push_back({.name = fmt::format("kafka-{}", id),
                              .role = Role::kafka,
                              .id = id,
                              .heard = view.now,
                              .state = "SERVING",
                              .ready = true,
                              .rack = rack});
        view.kafka.brokers.push_back({.id = id, .host = {}, .port = 9092, .rack = rack});
        table.add_broker(id);
    }
    // Brokers are planned only while the ensemble is whole.
    view.nodes.push_back({.name = "zookeeper-1",
                          .role = Role::zookeeper,
                          .id = 1,
                          .heard = view.now,
                          .state = "SERVING",
                          .ready = true});
    view.zookeeper.push_back({.id = 1, .heard = view.now, .serving = true, .mode = "standalone"});
    view.kafka.taken = view.now;
    view.kafka.controller = 0;
    view.kafka.reassignments_known = true;
    // Sizes of topics by Pareto, as in the tables that this is compared with.
    int left = shape.partitions;
    for (int topic = 0; left > 0; ++topic) {
        const double share = std::uniform_real_distribution<double>(0.001, 1)(random);
        const int count = std::min(left, std::max(1, static_cast<int>(6 / share)));
        left -= count;
        table.begin_topic(fmt::format("topic-{}", topic), false,
                          static_cast<std::int16_t>(kReplicas - shape.slack));
        const int start = below(random, shape.brokers);
        const int shift = below(random, shape.brokers);
        for (int partition = 0; partition < count; ++partition) {
            Replicas replicas;
            if (shape.placement == "random" || below(random, 10000) < shape.dirty) {
                replicas = at_random(random, shape.brokers);
            } else if (shape.placement == "striped") {
                replicas = striped(partition, start, shape.brokers);
            } else {
                replicas = unaware(partition, start, shift, shape.brokers);
            }
            const auto added = table.add_partition({.partition = partition,
                                                    .replicas = replicas,
                                                    .isr = replicas,
                                                    .adding = {},
                                                    .removing = {},
                                                    .leader = replicas.front()});
            if (!added) {
                std::abort();
            }
        }
    }
    view.kafka.partitions = std::move(table).build();
    return view;
}

// Partitions that would be below their minimum if each rack went as a whole.
std::size_t victims_of_racks(const ClusterView& view, int slack) {
    const auto& table = view.kafka.partitions;
    std::size_t victims = 0;
    for (std::size_t place = 0; place < table.partitions(); ++place) {
        std::array<int, kRacks> in_rack{};
        for (const auto broker : table.at(place).replicas) {
            ++in_rack.at(broker % kRacks);
        }
        victims += std::ranges::max(in_rack) > slack ? 1 : 0;
    }
    return victims;
}

long peak_kibibytes() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return used.ru_maxrss;
}

// Of one core: planning waits for nothing, and other work on the machine does not count.
double core_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

void run(const Shape& shape) {
    const auto view = cluster_of(shape);
    const double begin = core_seconds();
    RollOptions options{.role = RollRole::kafka};
    if (shape.cap > 0) {
        options.max_parallel = shape.cap;
    }
    const auto plan = plan_roll(view, options);
    const double took = core_seconds() - begin;
    std::size_t planned = 0;
    for (const auto& batch : plan.batches) {
        planned += batch.nodes.size();
    }
    fmt::print(R"({{"batches":{},"planned":{},"seconds":{:.4f},"peak_mib":{},"victims":{}}})"
               "\n",
               plan.batches.size(), planned, took, peak_kibibytes() / 1024,
               victims_of_racks(view, shape.slack));
}

}  // namespace
}  // namespace ballast::coordinator

int main(int argc, char** argv) {
    if (argc != 7) {
        fmt::print(
            stderr,
            "usage: planner_load BROKERS PARTITIONS striped|unaware|random SLACK CAP DIRTY\n");
        return 2;
    }
    ballast::coordinator::run({.brokers = std::atoi(argv[1]),
                               .partitions = std::atoi(argv[2]),
                               .placement = argv[3],
                               .slack = std::atoi(argv[4]),
                               .cap = std::atoi(argv[5]),
                               .dirty = std::atoi(argv[6])});
}
