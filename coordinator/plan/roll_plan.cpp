#include "coordinator/plan/roll_plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "coordinator/plan/batches.hpp"
#include "coordinator/plan/evidence.hpp"
#include "coordinator/plan/may_stop.hpp"
#include "coordinator/plan/node_rule.hpp"
#include "coordinator/plan/zookeeper_rule.hpp"

namespace ballast::coordinator {
namespace {

// A guess for people, from clean restarts of small brokers; each restart is awaited, not timed.
constexpr std::chrono::seconds kBrokerRestart{20};
constexpr std::chrono::milliseconds kPerReplica{10};
constexpr std::chrono::seconds kServerRestart{15};

using ByCode = std::map<std::string, NamedPartitions, std::less<>>;

// What stopping each broker alone does, by BrokerIndex.
struct SingleHarm {
    std::vector<ByCode> forbidden;
    std::vector<ByCode> allowed;
    std::vector<std::size_t> replicas;
};

SingleHarm single_harm(const PartitionTable& table, const BrokerSet& alive,
                       const RollOptions& options) {
    const auto brokers = table.brokers().size();
    SingleHarm harm{.forbidden = std::vector<ByCode>(brokers),
                    .allowed = std::vector<ByCode>(brokers),
                    .replicas = std::vector<std::size_t>(brokers)};
    BrokerSet stopped(brokers);
    for (std::size_t place = 0; place < table.partitions(); ++place) {
        const auto partition = table.at(place);
        const auto min_isr = table.topics()[partition.topic].min_isr;
        const bool spares =
            min_isr && may_be_down(spare_of(partition, *min_isr, alive), options.spare) > 0;
        for (const auto broker : partition.replicas) {
            ++harm.replicas[broker];
            if (spares) {
                continue;
            }
            stopped[broker] = true;
            const auto code = harm_to(partition, min_isr, stopped, alive, options.spare);
            stopped[broker] = false;
            if (!code.empty()) {
                const bool excused = options.allow_unavailable && is_excusable(code);
                (excused ? harm.allowed : harm.forbidden)[broker][std::string(code)].add(
                    table.name(place));
            }
        }
    }
    return harm;
}

class Roll {
  public:
    Roll(const ClusterView& view, const RollOptions& options) : view_(view), options_(options) {}

    RollPlan plan() {
        select();
        add_servers();
        add_brokers();
        for (const auto& batch : plan_.batches) {
            plan_.expected += batch.expected;
        }
        return std::move(plan_);
    }

  private:
    void select() {
        for (const auto& name : options_.nodes) {
            if (find_node(view_, name) == nullptr) {
                plan_.refused.push_back({.code = "NO_SUCH_NODE",
                                         .message = fmt::format("there is no node {}", name),
                                         .node = name});
            }
        }
        for (const auto& node : view_.nodes) {
            const bool wanted =
                options_.nodes.empty() ||
                std::ranges::find(options_.nodes, node.name) != options_.nodes.end();
            const bool of_role = options_.role == RollRole::all ||
                                 (options_.role == RollRole::kafka) == (node.role == Role::kafka);
            if (wanted && of_role) {
                (node.role == Role::kafka ? brokers_ : servers_).push_back(&node);
            }
        }
    }

    // True, and all told, where something forbids it.
    bool refuse(const NodeView& node, std::vector<Blocker> blockers) {
        const bool refused = !blockers.empty();
        for (auto& blocker : blockers) {
            blocker.node = node.name;
            plan_.refused.push_back(std::move(blocker));
        }
        return refused;
    }

    void add_servers() {
        const auto* leader = ensemble_of(view_).leader;
        const auto leads = [&](const NodeView* node) {
            return leader != nullptr && node->id == leader->id;
        };
        std::ranges::sort(servers_, {},
                          [&](const auto* node) { return std::pair(leads(node), node->id); });
        for (const auto* node : servers_) {
            auto stop = may_stop_server(
                view_, *node,
                {.spare = options_.spare, .allow_unavailable = options_.allow_unavailable});
            auto blockers = node_blockers(view_, *node);
            std::ranges::move(stop.blockers, std::back_inserter(blockers));
            if (refuse(*node, std::move(blockers))) {
                continue;
            }
            std::ranges::move(stop.costs, std::back_inserter(plan_.costs));
            plan_.batches.push_back(
                {.nodes = {node->name},
                 .why = leads(node) && servers_.size() > 1
                            ? "the leader: last, when all followers are synced"
                            : "one server at a time: the majority stays, and it is synced before "
                              "the next",
                 .expected = kServerRestart});
        }
    }

    void add_brokers() {
        auto common = missing_facts(view_);
        if (common.empty()) {
            common = ensemble_blockers(ensemble_of(view_));
        }
        const auto evidence = weigh(view_);
        const auto& table = view_.kafka.partitions;
        const auto harm = single_harm(table, evidence.alive, options_);
        bool harmed = false;
        std::vector<BrokerIndex> ready;
        std::map<BrokerIndex, const NodeView*> names;
        for (const auto* node : brokers_) {
            auto blockers = node_blockers(view_, *node);
            blockers.insert(blockers.end(), common.begin(), common.end());
            const auto broker = table.find_broker(node->id);
            if (broker) {
                harmed = harmed || !harm.forbidden[*broker].empty();
                for (const auto& [code, partitions] : harm.forbidden[*broker]) {
                    blockers.push_back({.code = code,
                                        .message = describe_harm(code, node->name, partitions),
                                        .partitions = partitions,
                                        .unknown = code == "MIN_ISR_UNKNOWN"});
                }
            }
            if (refuse(*node, std::move(blockers))) {
                continue;
            }
            if (!broker) {
                plan_.batches.push_back({.nodes = {node->name},
                                         .why = "it has no replicas",
                                         .expected = kBrokerRestart});
                continue;
            }
            ready.push_back(*broker);
            names[*broker] = node;
            for (const auto& [code, partitions] : harm.allowed[*broker]) {
                plan_.costs.push_back({.code = code,
                                       .message = describe_harm(code, node->name, partitions),
                                       .node = node->name,
                                       .partitions = partitions});
            }
        }
        if (harmed) {
            // Why brokers that may be well were counted as down.
            plan_.refused.insert(plan_.refused.end(), evidence.doubts.begin(),
                                 evidence.doubts.end());
        }
        add_batches(ready, names, evidence.alive, harm.replicas);
    }

    void add_batches(const std::vector<BrokerIndex>& ready,
                     const std::map<BrokerIndex, const NodeView*>& names, const BrokerSet& alive,
                     const std::vector<std::size_t>& replicas) {
        const auto& table = view_.kafka.partitions;
        const auto controller = view_.kafka.controller ? table.find_broker(*view_.kafka.controller)
                                                       : std::optional<BrokerIndex>();
        const auto most = static_cast<std::size_t>(
            std::max(1, options_.max_parallel.value_or(static_cast<int>(kMaxBrokers))));
        const auto batches = make_batches({.table = table,
                                           .alive = alive,
                                           .brokers = ready,
                                           .racks = racks(),
                                           .controller = controller,
                                           .spare = options_.spare,
                                           .max_parallel = most,
                                           .allow_unavailable = options_.allow_unavailable});
        for (const auto& brokers : batches) {
            Batch batch;
            std::size_t largest = 0;
            for (const auto broker : brokers) {
                batch.nodes.push_back(names.at(broker)->name);
                largest = std::max(largest, replicas[broker]);
                if (broker == controller) {
                    plan_.last = batch.nodes.back();
                    plan_.last_why = "it is the controller: last, so that it moves once";
                }
            }
            batch.why = why(brokers, names, most);
            batch.expected = kBrokerRestart + std::chrono::duration_cast<std::chrono::seconds>(
                                                  kPerReplica * largest);
            plan_.batches.push_back(std::move(batch));
        }
    }

    std::string why(const std::vector<BrokerIndex>& brokers,
                    const std::map<BrokerIndex, const NodeView*>& names, std::size_t most) const {
        const auto keeps = options_.spare > 0
                               ? fmt::format("min.insync.replicas and {} more", options_.spare)
                               : std::string("min.insync.replicas");
        if (brokers.size() == 1) {
            return fmt::format("every partition keeps {} without it{}", keeps,
                               most == 1 ? "; one at a time, as asked" : "");
        }
        const auto& rack = names.at(brokers.front())->rack;
        const bool one_rack =
            !rack.empty() && std::ranges::all_of(brokers, [&](BrokerIndex broker) {
                return names.at(broker)->rack == rack;
            });
        return fmt::format("{} brokers{}: every partition keeps {} without all of them",
                           brokers.size(), one_rack ? " of rack " + rack : "", keeps);
    }

    std::vector<std::string> racks() const {
        const auto brokers = view_.kafka.partitions.brokers();
        std::vector<std::string> racks(brokers.size());
        for (const auto& broker : view_.kafka.brokers) {
            if (const auto place = view_.kafka.partitions.find_broker(broker.id)) {
                racks[*place] = broker.rack;
            }
        }
        return racks;
    }

    const ClusterView& view_;
    const RollOptions& options_;
    RollPlan plan_;
    std::vector<const NodeView*> brokers_;
    std::vector<const NodeView*> servers_;
};

}  // namespace

RollPlan plan_roll(const ClusterView& view, const RollOptions& options) {
    return Roll(view, options).plan();
}

}  // namespace ballast::coordinator
