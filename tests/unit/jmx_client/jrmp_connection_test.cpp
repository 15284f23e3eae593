#include "agent/jmx/jrmp_connection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/jmx_client/java_bytes.hpp"

namespace ballast::agent::jmx {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;
using namespace std::string_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

using ::testing::Pair;
using ::testing::SizeIs;

constexpr auto kAwait = net::as_tuple(net::use_awaitable);
const std::string kAck = "\x4E"s + test::utf("127.0.0.1") + test::big_endian(4711, 4);

// Accepts one connection, answers its hello with `greeting` and each call, which has one byte,
// with the next of `answers`; then it closes, or keeps silent.
class FakeJvm {
  public:
    FakeJvm(net::io_context& io, std::vector<std::string> answers, bool silent_after = false,
            std::string greeting = kAck)
        : acceptor_(io, {net::ip::make_address("127.0.0.1"), 0}),
          answers_(std::move(answers)),
          silent_after_(silent_after),
          greeting_(std::move(greeting)) {
        net::co_spawn(io, serve(), [](const std::exception_ptr& failure) {
            if (failure) {
                std::rethrow_exception(failure);
            }
        });
    }
    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    // Hello and endpoint.
    const std::string& opening() const { return opening_; }
    std::size_t most_waiting() const { return most_waiting_; }

  private:
    net::ip::tcp::acceptor acceptor_;
    std::vector<std::string> answers_;
    bool silent_after_;
    std::string greeting_;
    std::string opening_;
    std::size_t most_waiting_ = 0;
    std::optional<net::ip::tcp::socket> kept_;

    net::awaitable<void> serve() {
        auto [code, socket] = co_await acceptor_.async_accept(kAwait);
        socket.set_option(net::ip::tcp::no_delay(true));  // as a JVM does
        opening_.resize(7);
        co_await net::async_read(socket, net::buffer(opening_), kAwait);
        co_await net::async_write(socket, net::buffer(greeting_), kAwait);
        opening_.resize(22);
        if (auto [e, n] =
                co_await net::async_read(socket, net::buffer(opening_.data() + 7, 15), kAwait);
            e) {
            co_return;
        }
        for (const auto& answer : answers_) {
            std::string call(1, '\0');
            if (auto [e, n] = co_await net::async_read(socket, net::buffer(call), kAwait); e) {
                co_return;
            }
            most_waiting_ = std::max(most_waiting_, 1 + socket.available());
            if (auto [e, n] = co_await net::async_write(socket, net::buffer(answer), kAwait); e) {
                co_return;
            }
        }
        if (silent_after_) {
            kept_ = std::move(socket);
        }
    }
};

struct Outcome {
    Result<void> connected;
    PipelineEnd end;
    std::vector<std::pair<std::size_t, std::string>> answers;  // a text, or an error's message
    bool open = false;
};

net::awaitable<void> exchange(std::uint16_t port, std::size_t count, PipelineLimits limits,
                              Outcome& out) {
    JrmpConnection connection(co_await net::this_coro::executor);
    out.connected = co_await connection.connect("127.0.0.1", port, 2s);
    if (!out.connected) {
        co_return;
    }
    const std::vector<Call> calls(count, Call{.bytes = "c"});
    out.end = co_await connection.pipeline(
        calls, limits, [&](std::size_t i, const JavaGraph& graph, Result<Ref> value) {
            out.answers.emplace_back(i, value ? graph.text(*value) : value.error().message);
        });
    out.open = connection.is_open();
}

net::awaitable<void> connect_elsewhere(Result<void>& out) {
    JrmpConnection connection(co_await net::this_coro::executor);
    out = co_await connection.connect("192.0.2.1", 1, 1s);
}

Outcome run(net::io_context& io, const FakeJvm& jvm, std::size_t calls,
            PipelineLimits limits = {.time = 2s}) {
    Outcome out;
    net::co_spawn(io, exchange(jvm.port(), calls, limits, out),
                  [](const std::exception_ptr& failure) {
                      if (failure) {
                          std::rethrow_exception(failure);
                      }
                  });
    io.run();
    return out;
}

std::string text_answer(std::string_view text) {
    return test::answer(test::text_object(text));
}

TEST(JrmpConnection, SaysHelloAndReadsAnswersInOrder) {
    net::io_context io;
    const FakeJvm jvm(io, {text_answer("one"), text_answer("two")}, true);
    const auto out = run(io, jvm, 2);
    ASSERT_TRUE(out.connected) << out.connected.error().message;
    EXPECT_EQ(jvm.opening(),
              "JRMI\0\2K\0\x09"
              "127.0.0.1\0\0\0\0"s);
    EXPECT_FALSE(out.end.error);
    EXPECT_EQ(out.end.bytes, 2 * text_answer("one").size());
    EXPECT_THAT(out.answers, ElementsAre(Pair(0, "one"), Pair(1, "two")));
    EXPECT_TRUE(out.open);
}

TEST(JrmpConnection, AnExceptionIsAnAnswer) {
    net::io_context io;
    const FakeJvm jvm(io,
                      {test::answer(test::thrown("java.lang.IllegalStateException", "no"), true),
                       text_answer("two")},
                      true);
    const auto out = run(io, jvm, 2);
    EXPECT_FALSE(out.end.error);
    EXPECT_THAT(out.answers,
                ElementsAre(Pair(0, "java.lang.IllegalStateException: no"), Pair(1, "two")));
}

TEST(JrmpConnection, KeepsToItsWindow) {
    net::io_context io;
    const FakeJvm jvm(io, std::vector<std::string>(1000, text_answer("x")), true);
    const auto out = run(io, jvm, 1000, {.time = 5s, .window = 16});
    EXPECT_FALSE(out.end.error);
    EXPECT_THAT(out.answers, SizeIs(1000));
    EXPECT_LE(jvm.most_waiting(), 16U);
    EXPECT_GT(jvm.most_waiting(), 1U);
}

TEST(JrmpConnection, TellsWhichAnswerBrokeTheStream) {
    net::io_context io;
    auto broken = test::answer("");
    broken += "\x7B" + test::thrown("java.io.NotSerializableException", "a.Type");
    const FakeJvm jvm(io, {text_answer("one"), broken});
    const auto out = run(io, jvm, 5);
    ASSERT_TRUE(out.end.error);
    EXPECT_EQ(out.end.error->code, "NOT_SERIALIZABLE");
    EXPECT_THAT(out.end.error->message, HasSubstr("a.Type"));
    EXPECT_EQ(out.end.answered, 1U);
    EXPECT_TRUE(out.end.in_answer);
    EXPECT_FALSE(out.open);
}

TEST(JrmpConnection, AnEndBetweenAnswersBlamesNone) {
    net::io_context io;
    const FakeJvm jvm(io, {text_answer("one")});
    const auto out = run(io, jvm, 5);
    ASSERT_TRUE(out.end.error);
    EXPECT_EQ(out.end.error->code, "CONNECTION_CLOSED");
    EXPECT_EQ(out.end.answered, 1U);
    EXPECT_FALSE(out.end.in_answer);
}

TEST(JrmpConnection, AnEndWithinAnAnswerIsKnown) {
    net::io_context io;
    const FakeJvm jvm(io, {text_answer("one").substr(0, 20)});
    const auto out = run(io, jvm, 1);
    ASSERT_TRUE(out.end.error);
    EXPECT_EQ(out.end.error->code, "CONNECTION_CLOSED");
    EXPECT_TRUE(out.end.in_answer);
}

TEST(JrmpConnection, GivesUpAtTheDeadlineAndCloses) {
    net::io_context io;
    const FakeJvm jvm(io, {text_answer("one")}, true);
    const auto out = run(io, jvm, 2, {.time = 50ms});
    ASSERT_TRUE(out.end.error);
    EXPECT_EQ(out.end.error->kind, ErrorKind::timed_out);
    EXPECT_EQ(out.end.answered, 1U);
    EXPECT_FALSE(out.open);
}

TEST(JrmpConnection, KeepsToItsBudget) {
    net::io_context io;
    const FakeJvm jvm(io, std::vector<std::string>(4, text_answer(std::string(60'000, 'x'))), true);
    const auto out = run(io, jvm, 4, {.time = 2s, .bytes = 100'000});
    ASSERT_TRUE(out.end.error);
    EXPECT_EQ(out.end.error->code, "OVER_BUDGET");
    EXPECT_LE(out.end.answered, 2U);
}

TEST(JrmpConnection, RefusesAnswersToNoCall) {
    net::io_context io;
    const FakeJvm jvm(io, {text_answer("one") + text_answer("and more")}, true);
    const auto out = run(io, jvm, 1);
    EXPECT_EQ(out.end.answered, 1U);
    ASSERT_TRUE(out.end.error);
    EXPECT_THAT(out.end.error->message, HasSubstr("nobody asked"));
}

TEST(JrmpConnection, ALongAnswerInManyPieces) {
    // A list of 40,000 texts, of which no reader knows how long it is before its end.
    std::string list = "\x75\x72" + test::utf("[Ljava.lang.String;") + test::big_endian(7, 8) +
                       '\2' + test::big_endian(0, 2) + "\x70\x78\x70" + test::big_endian(40'000, 4);
    for (int i = 0; i < 40'000; ++i) {
        list += test::text_object(std::string(50, 'x'));
    }
    net::io_context io;
    const FakeJvm jvm(io, {test::answer(list), text_answer("two")}, true);
    const auto out = run(io, jvm, 2, {.time = 10s});
    EXPECT_FALSE(out.end.error);
    EXPECT_THAT(out.answers, ElementsAre(Pair(0, ""), Pair(1, "two")));
}

TEST(JrmpConnection, RefusesOtherMachinesAndOtherProtocols) {
    net::io_context io;
    const FakeJvm refuses(io, {}, true, "\x4F\0\0"s);
    const auto nack = run(io, refuses, 1);
    ASSERT_FALSE(nack.connected);
    EXPECT_THAT(nack.connected.error().message, HasSubstr("does not speak"));

    Result<void> elsewhere;
    io.restart();
    net::co_spawn(io, connect_elsewhere(elsewhere), [](const std::exception_ptr&) {});
    io.run();
    ASSERT_FALSE(elsewhere);
    EXPECT_EQ(elsewhere.error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace ballast::agent::jmx
