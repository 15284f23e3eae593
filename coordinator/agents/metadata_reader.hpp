// Snapshots of Kafka's metadata, each from one broker: never all topics once per broker.
#pragma once

#include <algorithm>
#include <array>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/kafka/list_partition_reassignments.hpp"
#include "coordinator/agents/agent_api.hpp"
#include "coordinator/agents/min_isr_cache.hpp"
#include "coordinator/model/cluster_view.hpp"

namespace ballast::coordinator {

// Brokers worth asking, best first: the controller, then others that are ready, then those that
// run. Those in `shunned` and those whose agents are silent come last. Pure.
std::vector<std::int32_t> brokers_to_ask(std::span<const NodeView> nodes,
                                         std::optional<std::int32_t> controller,
                                         std::span<const std::int32_t> shunned);

// Used on one thread by one coroutine, which outlives its call.
class MetadataReader {
  public:
    struct Limits {
        std::chrono::milliseconds call{1500};       // of one request; ten times its cost, if more
        std::chrono::milliseconds longest{20'000};  // likewise, at most
        std::chrono::milliseconds shun{3000};       // a broker that answered badly or late
        std::size_t tries = 3;                      // brokers in one call of take()
        std::size_t configs = 500;                  // topics in one DescribeConfigs
        MinIsrCache::Times min_isr;
    };

    // The agents by the ids of their brokers; they and the clock outlive this.
    MetadataReader(const Clock& clock, std::map<std::int32_t, AgentApi*> agents, Limits limits);
    ~MetadataReader();

    // Puts a new snapshot in the place of `view`; without one only its `failure` changes. `nodes`
    // is what the agents tell of themselves. Both outlive the call.
    boost::asio::awaitable<void> take(std::span<const NodeView> nodes, KafkaView& view);
    // What a snapshot costs a broker, an agent and us; waiting for who is silent is no cost. The
    // least of the last three: one that met a pause or other work costs no more than the others.
    std::chrono::milliseconds cost() const { return *std::ranges::min_element(costs_); }

  private:
    struct Access;
    using Reassignments =
        std::map<std::pair<std::string, std::int32_t>, kafka::OngoingReassignment>;

    const Clock& clock_;
    std::map<std::int32_t, AgentApi*> agents_;
    Limits limits_;
    std::chrono::milliseconds call_limit_;
    std::array<std::chrono::milliseconds, 3> costs_{};  // the last ones
    std::size_t snapshots_ = 0;
    std::map<std::int32_t, std::unique_ptr<Access>> accesses_;
    std::map<std::int32_t, SteadyTime> shunned_;  // until then
    MinIsrCache min_isr_;

    // `last` is the snapshot before.
    boost::asio::awaitable<Result<KafkaView>> take_from(std::int32_t broker,
                                                        std::span<const NodeView> nodes,
                                                        const KafkaView& last);
    boost::asio::awaitable<Result<Access*>> access(std::int32_t broker,
                                                   std::span<const NodeView> nodes);
    boost::asio::awaitable<Result<void>> list_reassignments(std::int32_t controller,
                                                            std::span<const NodeView> nodes,
                                                            Reassignments& into);
    boost::asio::awaitable<void> read_min_isr(Access& access);
    std::vector<std::int32_t> shunned_now();
};

}  // namespace ballast::coordinator
