// A cluster in memory, seen through the APIs of its agents: reports as JSON, Kafka as frames.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "coordinator/agents/agent_api.hpp"

namespace ballast::test {

class ManualClock final : public Clock {
  public:
    SteadyTime steady() const override { return now; }
    WallTime wall() const override { return {}; }
    SteadyTime now{std::chrono::hours{1}};
};

struct FakePartition {
    std::vector<std::int32_t> replicas;
    std::vector<std::int32_t> isr;
    std::vector<std::int32_t> adding;
    std::vector<std::int32_t> removing;
};

struct FakeTopic {
    std::vector<FakePartition> partitions;
    std::string min_isr = "2";
    unsigned char id = 1;
};

struct FakeKafka {
    std::int32_t controller = 0;
    std::map<std::int32_t, std::string> racks;  // of the brokers that are registered
    std::map<std::string, FakeTopic> topics;
};

enum class Trouble : std::uint8_t {
    none,
    unreachable,
    silent,     // until its caller's limit
    rubbish,    // an answer that is none
    truncated,  // the first half of one
};

class FakeAgent final : public coordinator::AgentApi {
  public:
    FakeAgent(FakeKafka& kafka, std::int32_t id) : kafka_(kafka), id_(id) {}

    boost::asio::awaitable<Result<std::string>> node(std::chrono::milliseconds limit) override;
    boost::asio::awaitable<Result<std::string>> zookeeper(std::chrono::milliseconds limit) override;
    boost::asio::awaitable<Result<std::string>> kafka(std::string frame, kafka::CallLimit limit,
                                                      bool only_reads) override;

    std::string report;  // of the node
    std::string server;  // of its ZooKeeper server
    Trouble trouble = Trouble::none;
    std::set<std::int16_t> silent_keys;  // requests that are never answered
    std::map<std::int16_t, int> asked;   // by API key
    std::function<void(std::int16_t)> on_asked = [](std::int16_t) {};  // likewise
    std::vector<std::size_t> topics_described;  // so many in each DescribeConfigs

  private:
    FakeKafka& kafka_;
    std::int32_t id_;

    boost::asio::awaitable<Result<std::string>> answer(std::string text,
                                                       std::chrono::milliseconds limit) const;
    std::string body_of(std::int16_t key, std::string_view request);
    std::string metadata() const;
    std::string reassignments() const;
    std::string configs(std::string_view request);
};

// What an agent says of a node that serves.
std::string node_report(const std::string& role, int id, const std::string& more = "");

// Runs the loop until the work has ended, ten seconds at most.
template <class T>
void run(boost::asio::io_context& io, boost::asio::awaitable<T> work) {
    bool done = false;
    io.restart();
    boost::asio::co_spawn(io, std::move(work), [&](const std::exception_ptr& failure) {
        EXPECT_FALSE(failure);
        done = true;
    });
    while (!done && io.run_one_for(std::chrono::seconds{10}) > 0) {
    }
    EXPECT_TRUE(done) << "ten seconds were not enough";
}

}  // namespace ballast::test
