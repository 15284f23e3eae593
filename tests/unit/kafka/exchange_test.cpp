#include "common/kafka/exchange.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <deque>

#include "common/kafka/describe_cluster.hpp"
#include "common/kafka/describe_log_dirs.hpp"
#include "tests/unit/kafka/fixture.hpp"

namespace ballast::kafka {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;
using namespace std::string_literals;
using ::testing::SizeIs;
using ::testing::StartsWith;

template <class T>
T run(net::awaitable<T> work) {
    net::io_context io;
    auto result = net::co_spawn(io, std::move(work), net::use_future);
    io.run();
    return result.get();
}

// What a relay of an agent is to the coordinator: it answers each frame with the next answer.
class FakeRelay : public FrameChannel {
  public:
    explicit FakeRelay(std::deque<Result<std::string>> answers) : answers_(std::move(answers)) {}

    net::awaitable<Result<std::string>> raw(std::string frame, CallLimit limit) override {
        requests.push_back(frame);
        last_limit = limit;
        auto answer = std::move(answers_.front());
        answers_.pop_front();
        if (answer) {
            answer->replace(0, 4, frame, 4, 4);  // the correlation id
        }
        co_return answer;
    }

    std::vector<std::string> requests;
    CallLimit last_limit{};

  private:
    std::deque<Result<std::string>> answers_;
};

constexpr CallLimit kLimit{.time = 5s, .response_bytes = 1234};

TEST(Exchange, ChoosesTheVersionAndDecodesTheAnswer) {
    FakeRelay relay({test::fixture("api_versions_v3.bin"), test::fixture("describe_cluster_v0.bin"),
                     test::fixture("describe_log_dirs_v4.bin")});
    Exchange exchange(relay, "me");
    ASSERT_TRUE(run(exchange.negotiate(kLimit)));
    EXPECT_EQ(exchange.version(ApiKey::describe_log_dirs).value(), 4);
    const auto cluster = run(exchange.ask(ApiKey::describe_cluster, encode_describe_cluster(),
                                          decode_describe_cluster, kLimit));
    ASSERT_TRUE(cluster) << cluster.error().message;
    EXPECT_THAT(cluster->brokers, SizeIs(2));
    const auto dirs =
        run(exchange.ask(ApiKey::describe_log_dirs, encode_describe_log_dirs(std::nullopt),
                         decode_describe_log_dirs, kLimit));
    ASSERT_TRUE(dirs) << dirs.error().message;
    EXPECT_EQ(dirs->directories.at(0).total_bytes, 270'553'174'016);
    ASSERT_THAT(relay.requests, SizeIs(3));
    EXPECT_EQ(relay.requests[1], "\0\x3C\0\0\0\0\0\x02\0\x02me\0\0\0"s);
    EXPECT_THAT(relay.requests[2], StartsWith("\0\x23\0\x04\0\0\0\x03\0\x02me"s));
    EXPECT_EQ(relay.last_limit.time, 5s);
    EXPECT_EQ(relay.last_limit.response_bytes, 1234U);
}

TEST(Exchange, AsksAnOlderBrokerInVersion0) {
    FakeRelay relay(
        {test::fixture("api_versions_unsupported.bin"), test::fixture("api_versions_v0.bin")});
    Exchange exchange(relay, "me");
    ASSERT_TRUE(run(exchange.negotiate(kLimit)));
    EXPECT_THAT(exchange.api_versions().ranges, SizeIs(62));
}

TEST(Exchange, SaysWhatTheBrokerDoesNotKnow) {
    FakeRelay relay({test::fixture("api_versions_v3.bin")});
    Exchange exchange(relay, "me");
    ASSERT_TRUE(run(exchange.negotiate(kLimit)));
    const auto version = exchange.version(ApiKey::describe_topic_partitions);
    ASSERT_FALSE(version);
    EXPECT_EQ(version.error().code, "UNSUPPORTED_VERSION");
    EXPECT_EQ(version.error().message, "the broker has no DescribeTopicPartitions request");
}

TEST(Exchange, PassesOnWhatTheRelaySays) {
    FakeRelay relay({fail(ErrorKind::refused, "key 0 is not on the list", "NOT_ALLOWED")});
    Exchange exchange(relay, "me");
    EXPECT_EQ(run(exchange.negotiate(kLimit)).error().code, "NOT_ALLOWED");
}

TEST(Exchange, RefusesADamagedAnswer) {
    for (const auto& answer : {"abcd"s, "abcd\0\0"s}) {
        FakeRelay relay({answer});
        Exchange exchange(relay, "me");
        EXPECT_EQ(run(exchange.negotiate(kLimit)).error().code, "BAD_FRAME");
    }
}

}  // namespace
}  // namespace ballast::kafka
