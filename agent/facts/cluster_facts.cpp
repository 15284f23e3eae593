#include "agent/facts/cluster_facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agent/facts/partition_states.hpp"
#include "common/clock.hpp"
#include "common/zookeeper/session.hpp"

namespace ballast::agent {
namespace {

namespace net = boost::asio;
using std::chrono::milliseconds;

constexpr std::uint16_t kClientPort = 2181;
constexpr std::size_t kMostNames = 20;

milliseconds left(SteadyTime until) {
    return std::chrono::duration_cast<milliseconds>(until - SystemClock().steady());
}

struct NamedPartition {
    std::string topic;
    int partition = 0;
};

net::awaitable<Result<void>> ask_identity(zookeeper::Session& session, int broker, SteadyTime until,
                                          ClusterFacts& facts) {
    CO_TRY(const auto cluster, co_await session.get("/cluster/id", left(until)));
    if (cluster) {
        CO_TRY(facts.cluster_id, parse_cluster_id(cluster->data));
    }
    CO_TRY(const auto broker_znode,
           co_await session.get(fmt::format("/brokers/ids/{}", broker), left(until)));
    if (broker_znode) {
        CO_TRY(auto endpoint, parse_endpoint(broker_znode->data));
        facts.registration = {.owner_session = broker_znode->stat.owner_session,
                              .endpoint = std::move(endpoint)};
    }
    co_return Result<void>{};
}

// The partitions of all topics that have the broker among their replicas.
net::awaitable<Result<std::vector<NamedPartition>>> partitions_of(zookeeper::Session& session,
                                                                  int broker, SteadyTime until) {
    std::vector<NamedPartition> found;
    CO_TRY(const auto topics, co_await session.children("/brokers/topics", left(until)));
    if (!topics) {
        co_return found;
    }
    std::vector<std::string> paths;
    for (const auto& topic : *topics) {
        paths.push_back("/brokers/topics/" + topic);
    }
    CO_TRY(const auto assignments, co_await session.get_all(std::move(paths), left(until)));
    for (std::size_t i = 0; i < assignments.size(); ++i) {
        if (!assignments[i]) {
            continue;  // deleted meanwhile
        }
        CO_TRY(const auto partitions, parse_partitions_of(assignments[i]->data, broker));
        for (const int partition : partitions) {
            found.push_back({(*topics)[i], partition});
        }
    }
    co_return found;
}

net::awaitable<Result<void>> ask_replicas(zookeeper::Session& session, int broker, SteadyTime until,
                                          ClusterFacts& facts) {
    CO_TRY(const auto partitions, co_await partitions_of(session, broker, until));
    std::vector<std::string> paths;
    for (const auto& [topic, partition] : partitions) {
        paths.push_back(fmt::format("/brokers/topics/{}/partitions/{}/state", topic, partition));
    }
    CO_TRY(const auto states, co_await session.get_all(std::move(paths), left(until)));
    std::uint64_t sole_in_sync = 0;
    std::vector<std::string> sole_names;
    for (std::size_t i = 0; i < states.size(); ++i) {
        const auto name = fmt::format("{}-{}", partitions[i].topic, partitions[i].partition);
        // A partition that was never led has no records yet; one whose state is gone cannot be told
        // from it.
        if (!states[i]) {
            co_return fail(ErrorKind::not_found, "the partition " + name + " has no state yet");
        }
        CO_TRY(const auto isr, parse_isr(states[i]->data));
        if (std::ranges::all_of(isr, [&](int id) { return id == broker; })) {
            ++sole_in_sync;
            if (sole_names.size() < kMostNames) {
                sole_names.push_back(name);
            }
        }
    }
    facts.replicas = partitions.size();
    facts.sole_in_sync = sole_in_sync;
    facts.sole_names = std::move(sole_names);
    facts.replicas_known = true;
    co_return Result<void>{};
}

net::awaitable<Result<void>> ask(zookeeper::Session& session, int broker, SteadyTime until,
                                 bool with_replicas, ClusterFacts& facts) {
    CO_TRY_VOID(co_await session.sync(left(until)));
    CO_TRY_VOID(co_await ask_identity(session, broker, until, facts));
    facts.known = true;
    if (with_replicas) {
        CO_TRY_VOID(co_await ask_replicas(session, broker, until, facts));
    }
    co_return Result<void>{};
}

}  // namespace

net::awaitable<ClusterFacts> gather_cluster(NodeIdentity identity, bool with_replicas,
                                            milliseconds limit) {
    const auto until = SystemClock().steady() + limit;
    ClusterFacts facts;
    std::vector<zookeeper::ServerAddress> servers;
    for (const auto& peer : identity.zookeepers) {
        servers.push_back({peer.address, kClientPort});
    }
    auto session = co_await zookeeper::Session::open(std::move(servers), limit);
    if (!session) {
        facts.unknown_because = session.error().message;
        co_return facts;
    }
    const auto asked = co_await ask(*session, identity.id, until, with_replicas, facts);
    if (!asked) {
        facts.unknown_because = asked.error().message;
    }
    co_await session->close();
    co_return facts;
}

}  // namespace ballast::agent
