// Agents of a large cluster that is only pretended, for the coordinator's memory: each serves its
// API over mutual TLS on an address of its own. Writes the coordinator's folder, says "ready" and
// serves until a signal ends it.
#include <fmt/format.h>

#include <boost/asio/signal_set.hpp>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "common/files.hpp"
#include "common/http/server.hpp"
#include "common/tls/authority.hpp"
#include "tests/unit/coordinator_agents/fake_cluster.hpp"

namespace {

using namespace ballast;
namespace net = boost::asio;
namespace fs = std::filesystem;

constexpr int kServers = 3;
constexpr int kPartitionsOfATopic = 100;
constexpr std::uint16_t kAgentPort = 7443;
constexpr std::chrono::milliseconds kLimit{20'000};
const std::string kToken = "viewer:0123456789abcdef0123456789abcdef\n";

struct Node {
    std::string role;
    int id = 0;
    std::string name() const { return fmt::format("{}-{}", role, id); }
    std::string address() const {
        return fmt::format("127.202.{}.{}", role == "kafka" ? 2 : 1, id + 1);
    }
};

std::vector<Node> nodes_of(int brokers) {
    std::vector<Node> nodes;
    for (int id = 0; id < brokers; ++id) {
        nodes.push_back({.role = "kafka", .id = id});
    }
    for (int id = 1; id <= kServers; ++id) {
        nodes.push_back({.role = "zookeeper", .id = id});
    }
    return nodes;
}

test::FakeKafka kafka_of(int brokers, int partitions) {
    test::FakeKafka kafka;
    for (int id = 0; id < brokers; ++id) {
        kafka.racks[id] = fmt::format("rack-{}", id % 3);
    }
    for (int topic = 0; topic * kPartitionsOfATopic < partitions; ++topic) {
        test::FakeTopic made;
        for (int i = 0; i < kPartitionsOfATopic; ++i) {
            const int first = (topic + i) % brokers;
            std::vector<std::int32_t> replicas{first, (first + 1) % brokers, (first + 2) % brokers};
            made.partitions.push_back({.replicas = replicas, .isr = replicas});
        }
        kafka.topics[fmt::format("orders-of-some-department-{:05}", topic)] = std::move(made);
    }
    return kafka;
}

std::string server_report(int id) {
    const bool leads = id == kServers;
    return fmt::format(
        R"({{"serving":true,"mode":"{}","version":"3.8.4","zxid":"0x100000007","connections":10,)"
        R"("outstanding":0,"latency_avg_ms":0.4,"latency_max_ms":12,"synced_followers":{},)"
        R"("pending_syncs":{}}})",
        leads ? "leader" : "follower", leads ? std::to_string(kServers - 1) : "null",
        leads ? "0" : "null");
}

http::Response answer(Result<std::string> got, std::string type) {
    if (!got) {
        return {.status = 503, .body = got.error().message};
    }
    return {.content_type = std::move(type), .body = *std::move(got)};
}

std::vector<http::Route> routes_of(test::FakeAgent& agent) {
    return {{"GET", "/v1/node", tls::Role::viewer,
             [&agent](http::Request) -> net::awaitable<http::Response> {
                 co_return answer(co_await agent.node(kLimit), "application/json");
             }},
            {"GET", "/v1/zookeeper", tls::Role::viewer,
             [&agent](http::Request) -> net::awaitable<http::Response> {
                 co_return answer(co_await agent.zookeeper(kLimit), "application/json");
             }},
            {.method = "POST",
             .pattern = "/v1/kafka",
             .handler = [&agent](http::Request request) -> net::awaitable<http::Response> {
                 co_return answer(
                     co_await agent.kafka(std::move(request.body), {.time = kLimit}, true),
                     "application/octet-stream");
             },
             .takes = "application/octet-stream"}};
}

Result<tls::Files> write_folder(const fs::path& folder, const std::vector<Node>& nodes) {
    TRY(const auto authority, tls::Authority::create("demo"));
    tls::CertificateRequest request{.name = "agents", .role = tls::Role::node};
    std::string list;
    for (const auto& node : nodes) {
        request.addresses.push_back(node.address());
        list +=
            fmt::format(R"({}{{"name":"{}","role":"{}","id":{},"address":"{}"}})",
                        list.empty() ? "" : ",", node.name(), node.role, node.id, node.address());
    }
    TRY(const auto own,
        authority.issue(
            {.name = "coordinator", .role = tls::Role::coordinator, .addresses = {"127.202.0.1"}}));
    TRY(const auto agents, authority.issue(request));
    TRY(const auto ca, authority.credentials());
    fs::create_directories(folder / "pki");
    const auto identity =
        fmt::format(R"({{"cluster":"demo","address":"127.202.0.1","nodes":[{}]}})", list);
    const std::pair<const char*, const std::string*> files[] = {
        {"pki/ca.crt", &ca.certificate}, {"pki/node.crt", &own.certificate},
        {"pki/node.key", &own.key},      {"pki/agents.crt", &agents.certificate},
        {"pki/agents.key", &agents.key}, {"token", &kToken},
        {"coordinator.json", &identity},
    };
    for (const auto& [name, text] : files) {
        TRY_VOID(write_file_durably(folder / name, *text, 0600));
    }
    return tls::Files{folder / "pki/ca.crt", folder / "pki/agents.crt", folder / "pki/agents.key"};
}

int serve(const fs::path& folder, int brokers, int partitions) {
    const auto nodes = nodes_of(brokers);
    const auto files = write_folder(folder, nodes);
    if (!files) {
        fmt::print(stderr, "{}\n", files.error().message);
        return 1;
    }
    auto kafka = kafka_of(brokers, partitions);
    net::io_context loop{1};
    std::vector<std::unique_ptr<test::FakeAgent>> agents;
    std::vector<std::unique_ptr<http::Server>> servers;
    const auto context = *tls::server_context(*files);
    for (const auto& node : nodes) {
        auto& agent = *agents.emplace_back(std::make_unique<test::FakeAgent>(kafka, node.id));
        agent.report = test::node_report(node.role, node.id);
        agent.server = node.role == "kafka" ? "" : server_report(node.id);
        servers.push_back(std::make_unique<http::Server>(
            loop.get_executor(), std::make_shared<http::Router>(routes_of(agent)), context));
        if (const auto listening = servers.back()->listen(node.address(), kAgentPort); !listening) {
            fmt::print(stderr, "{}\n", listening.error().message);
            return 1;
        }
    }
    net::signal_set signals(loop, SIGTERM, SIGINT);
    signals.async_wait([&loop](auto, int) { loop.stop(); });
    fmt::print("ready\n");
    std::fflush(stdout);
    loop.run();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        fmt::print(stderr, "usage: simulated_agents FOLDER BROKERS PARTITIONS\n");
        return 2;
    }
    return serve(argv[1], std::atoi(argv[2]), std::atoi(argv[3]));
}
