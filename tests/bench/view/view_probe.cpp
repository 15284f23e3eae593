// Time and bytes of full views of a real cluster's partitions, through its agents as the
// coordinator takes them; the first also reads each topic's min.insync.replicas.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <cstdlib>

#include "common/files.hpp"
#include "coordinator/agents/agent_reports.hpp"
#include "coordinator/agents/metadata_reader.hpp"
#include "coordinator/coordinator_identity.hpp"

namespace {

using namespace ballast;
using namespace ballast::coordinator;
namespace net = boost::asio;
namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr milliseconds kLimit{5000};

// Counts the bytes of the frames, both ways.
class CountingAgent final : public AgentApi {
  public:
    CountingAgent(const http::Endpoint& endpoint, const tls::Context& context)
        : agent_(make_http_agent(endpoint, context)) {}

    net::awaitable<Result<std::string>> node(milliseconds limit) override {
        return agent_->node(limit);
    }
    net::awaitable<Result<std::string>> zookeeper(milliseconds limit) override {
        return agent_->zookeeper(limit);
    }
    net::awaitable<Result<std::string>> kafka(std::string frame, kafka::CallLimit limit,
                                              bool only_reads) override {
        bytes += frame.size();
        auto answer = co_await agent_->kafka(std::move(frame), limit, only_reads);
        bytes += answer ? answer->size() : 0;
        co_return answer;
    }

    std::size_t bytes = 0;

  private:
    std::unique_ptr<AgentApi> agent_;
};

struct Brokers {
    std::map<std::int32_t, std::unique_ptr<CountingAgent>> agents;
    std::vector<NodeView> nodes;
};

net::awaitable<Result<void>> look(const std::string& cluster, Brokers& brokers,
                                  const SystemClock& clock, int runs) {
    std::map<std::int32_t, AgentApi*> agents;
    for (auto& node : brokers.nodes) {
        auto& agent = *brokers.agents.at(node.id);
        CO_TRY(const auto report, co_await agent.node(kLimit));
        CO_TRY_VOID(read_node_report(report, cluster, node));
        agents[node.id] = &agent;
    }
    MetadataReader reader(clock, agents, {});
    KafkaView view;
    for (int run = 0; run < runs; ++run) {
        for (auto& [id, agent] : brokers.agents) {
            agent->bytes = 0;
        }
        const auto begin = clock.steady();
        co_await reader.take(brokers.nodes, view);
        const std::chrono::duration<double> took = clock.steady() - begin;
        if (!view.failure.empty()) {
            co_return fail(ErrorKind::unreachable, view.failure);
        }
        std::size_t bytes = 0;
        for (const auto& [id, agent] : brokers.agents) {
            bytes += agent->bytes;
        }
        fmt::print(R"({{"seconds":{:.4f},"bytes":{},"partitions":{}}})"
                   "\n",
                   took.count(), bytes, view.partitions.partitions());
    }
    co_return Result<void>{};
}

Result<void> run(const fs::path& folder, int runs) {
    TRY(const auto text, read_file(folder / "coordinator.json"));
    TRY(const auto identity, parse_coordinator_identity(text));
    const auto pki = folder / identity.pki;
    TRY(const auto context,
        tls::client_context({pki / "ca.crt", pki / "node.crt", pki / "node.key"}));
    Brokers brokers;
    for (const auto& node : identity.nodes) {
        if (node.role == Role::kafka) {
            brokers.agents[node.id] =
                std::make_unique<CountingAgent>(http::Endpoint{node.address, 7443}, context);
            brokers.nodes.push_back({.name = node.name, .role = node.role, .id = node.id});
        }
    }
    net::io_context loop{1};
    const SystemClock clock;
    Result<void> looked = fail(ErrorKind::internal, "it did not end");
    net::co_spawn(
        loop, look(identity.cluster, brokers, clock, runs),
        [&](const std::exception_ptr&, Result<void> ended) { looked = std::move(ended); });
    loop.run();
    return looked;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        fmt::print(stderr, "usage: view_probe COORDINATOR_FOLDER RUNS\n");
        return 2;
    }
    if (const auto done = run(argv[1], std::atoi(argv[2])); !done) {
        fmt::print(stderr, "{}\n", done.error().message);
        return 1;
    }
    return 0;
}
