#include "common/zookeeper/four_letter_word.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <exception>
#include <optional>

namespace ballast::zookeeper {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;

constexpr auto kAwait = net::as_tuple(net::use_awaitable);

// Takes one word, answers and closes; without an answer it keeps the connection.
class FakeServer {
  public:
    FakeServer(net::io_context& io, std::optional<std::string> answer)
        : acceptor_(io, {net::ip::make_address("127.0.0.1"), 0}), answer_(std::move(answer)) {
        net::co_spawn(io, serve(), [](const std::exception_ptr& failure) {
            if (failure) {
                std::rethrow_exception(failure);
            }
        });
    }
    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    const std::string& word() const { return word_; }

  private:
    net::ip::tcp::acceptor acceptor_;
    std::optional<std::string> answer_;
    std::string word_ = std::string(4, '\0');
    std::optional<net::ip::tcp::socket> kept_;

    net::awaitable<void> serve() {
        auto [code, socket] = co_await acceptor_.async_accept(kAwait);
        co_await net::async_read(socket, net::buffer(word_), kAwait);
        if (answer_) {
            co_await net::async_write(socket, net::buffer(*answer_), kAwait);
        } else {
            kept_ = std::move(socket);
        }
    }
};

Result<ServerStatus> run(net::io_context& io, net::awaitable<Result<ServerStatus>> work) {
    std::optional<Result<ServerStatus>> result;
    net::co_spawn(io, std::move(work),
                  [&](const std::exception_ptr& failure, Result<ServerStatus> value) {
                      if (failure) {
                          std::rethrow_exception(failure);
                      }
                      result = std::move(value);
                  });
    while (!result && io.run_one_for(10s) > 0) {
    }
    return result ? *std::move(result) : fail(ErrorKind::internal, "the test's time is over");
}

TEST(FourLetterWord, SendsTheWordAndReadsToTheEnd) {
    net::io_context io;
    FakeServer server(io, "Zookeeper version: 3.8.4\nMode: leader\n");
    const auto status = run(io, srvr("127.0.0.1", server.port(), 5s));
    ASSERT_TRUE(status);
    EXPECT_EQ(server.word(), "srvr");
    EXPECT_EQ(status->mode, Mode::leader);
}

TEST(FourLetterWord, AsksMntrWithItsOwnForm) {
    net::io_context io;
    FakeServer server(io, "zk_server_state\tfollower\n");
    const auto status = run(io, mntr("127.0.0.1", server.port(), 5s));
    ASSERT_TRUE(status);
    EXPECT_EQ(server.word(), "mntr");
}

TEST(FourLetterWord, EndsAtItsDeadline) {
    net::io_context io;
    FakeServer server(io, std::nullopt);
    const auto status = run(io, srvr("127.0.0.1", server.port(), 20ms));
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().kind, ErrorKind::timed_out);
}

TEST(FourLetterWord, TellsARefusedConnection) {
    net::io_context io;
    std::uint16_t port = 0;
    {
        const net::ip::tcp::acceptor acceptor(io, {net::ip::make_address("127.0.0.1"), 0});
        port = acceptor.local_endpoint().port();
    }
    EXPECT_EQ(run(io, srvr("127.0.0.1", port, 5s)).error().code, "CONNECTION_REFUSED");
}

TEST(FourLetterWord, HasABoundForTheAnswer) {
    net::io_context io;
    FakeServer server(io, std::string(kMaxReply + 1, 'x'));
    EXPECT_EQ(run(io, srvr("127.0.0.1", server.port(), 5s)).error().code, "BAD_ANSWER");
}

TEST(FourLetterWord, WantsAnIpLiteral) {
    net::io_context io;
    EXPECT_EQ(run(io, srvr("zk.example", 2181, 5s)).error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace ballast::zookeeper
