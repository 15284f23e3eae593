// Our own Kafka client on the two brokers of a real cluster, and Kafka's tools beside it. The
// version is $BALLAST_KAFKA, else 3.9.2.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_future.hpp>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/kafka/connection.hpp"
#include "common/kafka/create_topics.hpp"
#include "common/kafka/describe_configs.hpp"
#include "common/kafka/incremental_alter_configs.hpp"
#include "tests/integration/support/kafka_tools.hpp"
#include "tests/integration/support/test_cluster.hpp"

namespace ballast::test {

using Lines = std::vector<std::string>;

constexpr std::chrono::seconds kKafkaLimit{20};

std::string kafka_version();

template <class T, class Work>
boost::asio::awaitable<Result<T>> connect_and_do(std::string address, Work work) {
    kafka::Connection connection(co_await boost::asio::this_coro::executor, "ballast-test");
    CO_TRY_VOID(co_await connection.connect(address, 9092, kKafkaLimit));
    co_return co_await work(connection);
}

// Runs `work(connection)` on a new connection and gives its value; an error is an exception, which
// fails the test with its words.
template <class T, class Work>
T on_broker(const std::string& address, Work work) {
    boost::asio::io_context loop{1};
    auto result = boost::asio::co_spawn(loop, connect_and_do<T>(address, std::move(work)),
                                        boost::asio::use_future);
    loop.run();
    auto value = result.get();
    if (!value) {
        throw std::runtime_error(value.error().code + ": " + value.error().message);
    }
    return *std::move(value);
}

// One request and its answer.
template <class Decode>
auto ask(const std::string& address, kafka::ApiKey key, const std::string& body, Decode decode) {
    using Answer = decltype(kafka::decode_answer(decode, std::int16_t{}, std::string_view{}));
    return on_broker<typename Answer::value_type>(address, [&](kafka::Connection& connection) {
        return connection.exchange().ask(key, body, decode, {.time = kKafkaLimit});
    });
}

kafka::Metadata metadata_of(const std::string& address);
const kafka::Topic& find_topic(const kafka::Metadata& metadata, const std::string& name);

// What kafka-topics and kafka-configs print of these.
std::map<std::string, std::string> as_tool(const std::string& topic,
                                           const kafka::Partition& partition);
std::string as_tool(const kafka::ConfigEntry& entry);
Lines as_tool(const kafka::ResourceConfig& config);  // in order of the alphabet

// All tests of a process share one cluster of two brokers.
class KafkaAdmin : public ::testing::Test {
  protected:
    static void SetUpTestSuite();
    static void TearDownTestSuite();
    void SetUp() override { ASSERT_EQ(addresses.size(), 2U); }

    static const std::string& address(std::int32_t broker) {
        return addresses.at(static_cast<std::size_t>(broker));
    }
    static std::int32_t controller() { return metadata_of(addresses[0]).controller_id; }

    // Each with one topic, resource or broker; a new topic is known to both brokers on return.
    static kafka::CreatedTopic create(kafka::CreatableTopic topic);
    static kafka::ResourceConfig config_of(std::int32_t broker, kafka::ConfigResource resource,
                                           std::optional<Lines> keys = std::nullopt);
    static kafka::AlterConfigsResult alter(std::int32_t broker, kafka::ConfigResource resource,
                                           std::vector<kafka::ConfigChange> changes,
                                           bool validate_only = false);
    // Both brokers list the topic, or neither does.
    static bool wait_for(const std::string& topic, bool wanted);

    static std::unique_ptr<TestCluster> cluster;
    static std::unique_ptr<KafkaTools> tools;
    static Lines addresses;  // of the brokers, by id
};

}  // namespace ballast::test
