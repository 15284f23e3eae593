#include "common/kafka/connection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <exception>
#include <optional>

#include "common/kafka/wire.hpp"
#include "tests/unit/kafka/fixture.hpp"

namespace ballast::kafka {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;
using namespace std::string_literals;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr auto kAwait = net::as_tuple(net::use_awaitable);
constexpr auto kLong = 5000ms;

// A broker that answers the nth request with the nth recorded frame; after the last it closes, or
// keeps silent.
class FakeBroker {
  public:
    FakeBroker(net::io_context& io, std::vector<std::string> answers, bool silent_after = false)
        : acceptor_(io, {net::ip::make_address("127.0.0.1"), 0}),
          answers_(std::move(answers)),
          silent_after_(silent_after) {
        net::co_spawn(io, serve(), [](const std::exception_ptr& failure) {
            if (failure) {
                std::rethrow_exception(failure);
            }
        });
    }
    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    const std::vector<std::string>& requests() const { return requests_; }

  private:
    net::ip::tcp::acceptor acceptor_;
    std::vector<std::string> answers_;
    bool silent_after_;
    std::vector<std::string> requests_;
    std::optional<net::ip::tcp::socket> kept_;

    net::awaitable<void> serve() {
        auto [code, socket] = co_await acceptor_.async_accept(kAwait);
        for (auto answer : answers_) {
            std::string head(4, '\0');
            if (auto [e, n] = co_await net::async_read(socket, net::buffer(head), kAwait); e) {
                co_return;
            }
            std::string request(static_cast<std::size_t>(Reader(head).int32()), '\0');
            if (auto [e, n] = co_await net::async_read(socket, net::buffer(request), kAwait); e) {
                co_return;
            }
            answer.replace(0, 4, request, 4, 4);  // the correlation id
            Writer size;
            size.int32(static_cast<std::int32_t>(answer.size()));
            requests_.push_back(request);
            auto [e, n] =
                co_await net::async_write(socket, net::buffer(size.bytes() + answer), kAwait);
            if (e) {
                co_return;
            }
        }
        if (silent_after_) {
            kept_ = std::move(socket);
        }
    }
};

// Runs the context until `work` has ended and gives its result.
template <class T>
Result<T> run(net::io_context& io, net::awaitable<Result<T>> work) {
    std::optional<Result<T>> result;
    io.restart();
    net::co_spawn(io, std::move(work), [&](const std::exception_ptr& failure, Result<T> value) {
        if (failure) {
            std::rethrow_exception(failure);
        }
        result = std::move(value);
    });
    while (!result && io.run_one_for(10s) > 0) {
    }
    return result ? *std::move(result) : fail(ErrorKind::internal, "the test's time is over");
}

class ConnectionTest : public ::testing::Test {
  protected:
    net::io_context io_;
    Connection connection_{io_.get_executor()};

    Result<void> connect(const FakeBroker& broker, Connection::Limit limit = kLong) {
        return run(io_, connection_.connect("127.0.0.1", broker.port(), limit));
    }
    static std::string versions() { return test::fixture("api_versions_v3.bin"); }
};

TEST_F(ConnectionTest, AsksForVersionsAndMetadata) {
    FakeBroker broker(io_, {versions(), test::fixture("metadata_v12_none.bin")});
    ASSERT_TRUE(connect(broker));
    EXPECT_THAT(connection_.api_versions().ranges, SizeIs(62));
    const auto metadata = run(io_, connection_.metadata({}, kLong));
    ASSERT_TRUE(metadata) << metadata.error().message;
    EXPECT_THAT(metadata->brokers, SizeIs(1));
    ASSERT_THAT(broker.requests(), SizeIs(2));
    EXPECT_TRUE(broker.requests()[0].starts_with("\0\x12\0\x03"s));
    EXPECT_TRUE(broker.requests()[1].starts_with("\0\x03\0\x0C"s));
}

TEST_F(ConnectionTest, AsksAnOlderBrokerInVersion0) {
    FakeBroker broker(
        io_, {test::fixture("api_versions_unsupported.bin"), test::fixture("api_versions_v0.bin")});
    ASSERT_TRUE(connect(broker));
    EXPECT_THAT(connection_.api_versions().ranges, SizeIs(62));
    EXPECT_TRUE(broker.requests().at(1).starts_with("\0\x12\0\0"s));
}

TEST_F(ConnectionTest, LogsInWithPlain) {
    FakeBroker broker(
        io_, {versions(), test::fixture("sasl_handshake.bin"),
              test::fixture("sasl_authenticate.bin"), test::fixture("metadata_v12_agent.bin")});
    ASSERT_TRUE(connect(broker));
    ASSERT_TRUE(run(io_, connection_.authenticate_plain("agent", "s3cret", kLong)));
    const auto metadata = run(io_, connection_.metadata({}, kLong));
    ASSERT_TRUE(metadata);
    EXPECT_EQ(metadata->brokers.at(0).host, "agent-kafka-0");
}

TEST_F(ConnectionTest, SaysWhenTheBrokerRefusesThePassword) {
    FakeBroker broker(
        io_, {versions(), test::fixture("sasl_handshake.bin"), test::fixture("sasl_refused.bin")});
    ASSERT_TRUE(connect(broker));
    const auto in = run(io_, connection_.authenticate_plain("agent", "wrong", kLong));
    ASSERT_FALSE(in);
    EXPECT_EQ(in.error().code, "AUTHENTICATION_FAILED");
    EXPECT_THAT(in.error().message, HasSubstr("Invalid username or password"));
    EXPECT_EQ(in.error().message.find("wrong"), std::string::npos);
}

TEST_F(ConnectionTest, SaysWhenTheListenerHasNoPlain) {
    FakeBroker broker(io_, {versions(), test::fixture("sasl_handshake_refused.bin")});
    ASSERT_TRUE(connect(broker));
    EXPECT_EQ(run(io_, connection_.authenticate_plain("agent", "x", kLong)).error().code,
              "UNSUPPORTED_MECHANISM");
}

TEST_F(ConnectionTest, TellsARefusedConnectionFromOthers) {
    std::uint16_t free_port = 0;
    {
        const net::ip::tcp::acceptor acceptor(io_, {net::ip::make_address("127.0.0.1"), 0});
        free_port = acceptor.local_endpoint().port();
    }
    const auto connected = run(io_, connection_.connect("127.0.0.1", free_port, kLong));
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().kind, ErrorKind::unreachable);
    EXPECT_EQ(connected.error().code, "CONNECTION_REFUSED");
}

TEST_F(ConnectionTest, TellsAClosedConnection) {
    FakeBroker broker(io_, {versions()});
    ASSERT_TRUE(connect(broker));
    const auto metadata = run(io_, connection_.metadata({}, kLong));
    ASSERT_FALSE(metadata);
    EXPECT_EQ(metadata.error().code, "CONNECTION_CLOSED");
}

TEST_F(ConnectionTest, EndsAtItsDeadlineAndStaysClosed) {
    FakeBroker broker(io_, {versions()}, true);
    ASSERT_TRUE(connect(broker));
    const auto metadata = run(io_, connection_.metadata({}, 20ms));
    ASSERT_FALSE(metadata);
    EXPECT_EQ(metadata.error().kind, ErrorKind::timed_out);
    EXPECT_THAT(metadata.error().message, HasSubstr("did not answer within 20 ms"));
    EXPECT_EQ(run(io_, connection_.metadata({}, kLong)).error().kind, ErrorKind::unreachable);
}

TEST_F(ConnectionTest, RefusesAnAnswerThatIsDamaged) {
    FakeBroker broker(io_, {versions(), "abcd\0garbage"s});
    ASSERT_TRUE(connect(broker));
    const auto metadata = run(io_, connection_.metadata({}, kLong));
    ASSERT_FALSE(metadata);
    EXPECT_EQ(metadata.error().code, "BAD_FRAME");
}

TEST_F(ConnectionTest, RelaysFramesOfSomebodyElse) {
    FakeBroker broker(io_, {versions(), "....of another request"s});
    ASSERT_TRUE(connect(broker));
    const auto frame = "\0\x2A\0\x07\0\0\x30\x39 and its body"s;
    const auto answer = run(io_, connection_.raw(frame, {.time = kLong}));
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(*answer, "\0\0\x30\x39of another request"s);
    EXPECT_EQ(broker.requests().at(1), frame);
}

TEST_F(ConnectionTest, RelaysNoFrameWithoutAHeader) {
    FakeBroker broker(io_, {versions(), test::fixture("metadata_v12_none.bin")});
    ASSERT_TRUE(connect(broker));
    EXPECT_EQ(run(io_, connection_.raw("short", {.time = kLong})).error().code, "BAD_FRAME");
    EXPECT_TRUE(run(io_, connection_.metadata({}, kLong)));
}

TEST_F(ConnectionTest, TakesNoLargerAnswerThanTheCallerWants) {
    FakeBroker broker(io_, {versions(), "abcd"s + std::string(1000, 'x')});
    ASSERT_TRUE(connect(broker));
    const auto answer =
        run(io_, connection_.exchange().exchange(ApiKey::metadata, 12, encode_metadata(12, {}),
                                                 {.time = kLong, .response_bytes = 1000}));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, "BAD_FRAME");
    EXPECT_THAT(answer.error().message, HasSubstr("at most 1000 are taken"));
}

TEST_F(ConnectionTest, IsClosedWhenACallWasBrokenOff) {
    FakeBroker broker(io_, {versions()}, true);
    ASSERT_TRUE(connect(broker));
    net::cancellation_signal stop;
    bool ended = false;
    net::co_spawn(io_, connection_.metadata({}, kLong),
                  net::bind_cancellation_slot(
                      stop.slot(), [&](const std::exception_ptr&, const auto&) { ended = true; }));
    io_.restart();
    io_.run_for(20ms);
    stop.emit(net::cancellation_type::all);
    while (!ended && io_.run_one_for(10s) > 0) {
    }
    ASSERT_TRUE(ended);
    EXPECT_EQ(run(io_, connection_.metadata({}, kLong)).error().kind, ErrorKind::unreachable);
}

TEST_F(ConnectionTest, WantsAnIpLiteral) {
    const auto connected = run(io_, connection_.connect("kafka.example", 9092, kLong));
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace ballast::kafka
