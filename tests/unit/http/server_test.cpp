#include "common/http/server.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "tests/unit/http/io_fixture.hpp"

namespace ballast::test {
namespace {

namespace net = boost::asio;
using http::Request;
using http::Response;
using net::ip::tcp;
using ::testing::HasSubstr;
using ::testing::StartsWith;

net::awaitable<Response> ok(Request request) {
    co_return Response{.body = "{\"path\":\"" + request.path + "\"}"};
}

net::awaitable<Response> large(Request) {
    co_return Response{.body = std::string(std::size_t{17} << 20U, 'a')};
}

net::awaitable<Response> hang(Request) {
    net::steady_timer never(co_await net::this_coro::executor,
                            std::chrono::steady_clock::time_point::max());
    co_await never.async_wait(net::use_awaitable);
    co_return Response{};
}

class Server : public IoFixture {
  protected:
    static constexpr http::Role kAnyone = http::Role::none;

    std::unique_ptr<http::Server> start(http::ServerOptions options = {}) {
        std::vector<http::Route> routes{
            {.method = "GET", .pattern = "/ok", .least = kAnyone, .handler = ok},
            {.method = "GET", .pattern = "/large", .least = kAnyone, .handler = large},
            {.method = "GET", .pattern = "/hang", .least = kAnyone, .handler = hang},
            {.method = "GET",
             .pattern = "/wait",
             .least = kAnyone,
             .handler = [this](const Request&) { return wait(); }},
            {.method = "POST", .pattern = "/post", .handler = ok},
            {.method = "GET",
             .pattern = "/follow",
             .least = kAnyone,
             .handler = [this](const Request&,
                               http::BodyWriter& writer) { return follow(writer); }},
            {.method = "GET",
             .pattern = "/flood",
             .least = kAnyone,
             .handler = [this](const Request&, http::BodyWriter& writer) {
                 return flood(writer);
             }}};
        auto server = std::make_unique<http::Server>(
            context_.get_executor(), std::make_shared<http::Router>(std::move(routes)), nullptr,
            options);
        EXPECT_TRUE(server->listen("127.0.0.1", 0));
        return server;
    }

    // Until go_on_ is cancelled.
    net::awaitable<Response> wait() {
        waiting_ = true;
        (void)co_await go_on_.async_wait(net::as_tuple(net::use_awaitable));
        co_return Response{.body = "waited"};
    }

    // Asks on the side; the answer comes to answer_.
    void ask(const http::Server& server, std::string target) {
        net::co_spawn(
            context_,
            http::request({"127.0.0.1", server.port()}, nullptr, {.target = std::move(target)},
                          kLong),
            [&](const std::exception_ptr&, Result<Response> got) { answer_ = std::move(got); });
    }

    // One line, then nothing until it is cancelled.
    net::awaitable<Result<void>> follow(http::BodyWriter& writer) {
        struct Flag {
            bool& flag;
            ~Flag() { flag = true; }
        } const at_end{stream_ended_};
        CO_TRY_VOID(co_await writer.write("one\n"));
        net::steady_timer never(co_await net::this_coro::executor,
                                std::chrono::steady_clock::time_point::max());
        co_await never.async_wait(net::use_awaitable);
        co_return Result<void>{};
    }

    net::awaitable<Result<void>> flood(http::BodyWriter& writer) {
        while (true) {
            auto written = co_await writer.write(std::string(1 << 20, 'a'));
            if (!written) {
                flood_error_ = written.error();
                co_return written;
            }
        }
    }

    tcp::socket connect(const http::Server& server, const char* from = "127.0.0.1") {
        tcp::socket socket(context_, tcp::endpoint(net::ip::make_address(from), 0));
        socket.connect({net::ip::make_address("127.0.0.1"), server.port()});
        return socket;
    }

    // What comes after `bytes` were sent until the server closes.
    std::string talk(tcp::socket& socket, std::string bytes) {
        net::write(socket, net::buffer(bytes));
        std::string answer;
        std::optional<boost::system::error_code> end;
        net::async_read(socket, net::dynamic_buffer(answer),
                        [&](const boost::system::error_code& code, std::size_t) { end = code; });
        run_until([&] { return end.has_value(); });
        EXPECT_EQ(*end, net::error::eof);
        return answer;
    }

    Result<Response> get(const http::Server& server, std::string target,
                         std::chrono::milliseconds limit = kLong) {
        return run(http::request({"127.0.0.1", server.port()}, nullptr,
                                 {.target = std::move(target)}, limit));
    }

    bool waiting_ = false;
    net::steady_timer go_on_{context_, std::chrono::steady_clock::time_point::max()};
    std::optional<Result<Response>> answer_;
    bool stream_ended_ = false;
    std::optional<Error> flood_error_;
};

TEST_F(Server, AnswersAndSurvivesBadClients) {
    const auto server = start();
    EXPECT_EQ(get(*server, "/ok")->body, "{\"path\":\"/ok\"}");
    EXPECT_EQ(get(*server, "/none")->status, 404);
    auto socket = connect(*server);
    EXPECT_THAT(talk(socket, "\x16\x03\x01rubbish\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
    EXPECT_EQ(get(*server, "/ok")->status, 200);
    run_until([&] { return server->connections() == 0; });
}

TEST_F(Server, SlowHeaderIsToldAndClosed) {
    const auto server = start({.header = std::chrono::milliseconds(50)});
    auto socket = connect(*server);
    EXPECT_THAT(talk(socket, "GET /ok HTTP/1.1\r\nHost"), StartsWith("HTTP/1.1 408 "));
}

TEST_F(Server, SlowBodyIsToldAndClosed) {
    const auto server = start({.body = std::chrono::milliseconds(50)});
    auto socket = connect(*server);
    EXPECT_THAT(talk(socket,
                     "GET /ok HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                     "Content-Length: 9\r\n\r\n{"),
                StartsWith("HTTP/1.1 408 "));
}

TEST_F(Server, NobodyChangesAnythingInClear) {
    const auto server = start();
    const auto result =
        run(http::request({"127.0.0.1", server->port()}, nullptr,
                          {.method = "POST", .target = "/post", .body = "{}"}, kLong));
    EXPECT_EQ(result->status, 401);
}

TEST_F(Server, SilentAndIdleConnectionsAreClosed) {
    const auto server =
        start({.header = std::chrono::milliseconds(50), .idle = std::chrono::milliseconds(50)});
    auto silent = connect(*server);
    EXPECT_EQ(talk(silent, ""), "");
    auto idle = connect(*server);
    EXPECT_THAT(talk(idle, "GET /ok HTTP/1.1\r\nHost: h\r\n\r\n"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(Server, ConnectionsAreCapped) {
    const auto server = start({.connections = 2});
    auto first = connect(*server);
    auto second = connect(*server);
    run_until([&] { return server->connections() == 2; });
    const auto third = get(*server, "/ok");
    ASSERT_FALSE(third);
    EXPECT_EQ(third.error().kind, ErrorKind::unreachable);
    EXPECT_EQ(server->connections(), 2U);
    first.close();
    run_until([&] { return server->connections() == 1; });
    EXPECT_EQ(get(*server, "/ok")->status, 200);
}

TEST_F(Server, AnAddressThatIsTakenIsAnError) {
    const auto server = start();
    http::Server second(context_.get_executor(),
                        std::make_shared<http::Router>(std::vector<http::Route>{}), nullptr);
    const auto taken = second.listen("127.0.0.1", server->port());
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().kind, ErrorKind::io);
    EXPECT_THAT(taken.error().message, HasSubstr("127.0.0.1:"));
    EXPECT_EQ(second.listen("localhost", 0).error().kind, ErrorKind::invalid);
}

TEST_F(Server, OnePeerDoesNotTakeAllConnections) {
    const auto server = start({.connections = 4, .connections_per_address = 2});
    auto first = connect(*server);
    auto second = connect(*server);
    run_until([&] { return server->connections() == 2; });
    const auto third = get(*server, "/ok");
    ASSERT_FALSE(third);
    EXPECT_EQ(third.error().kind, ErrorKind::unreachable);
    auto other = connect(*server, "127.0.0.2");
    EXPECT_THAT(talk(other, "GET /ok HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
                StartsWith("HTTP/1.1 200 "));
    first.close();
    run_until([&] { return server->connections() == 1; });
    EXPECT_EQ(get(*server, "/ok")->status, 200);
}

TEST_F(Server, ShortageOfDescriptorsIsWaitedOut) {
    const auto server = start();
    {
        // Once without a shortage: UBSan remembers the types it has seen, and needs descriptors of
        // its own to look at new ones.
        const auto first = connect(*server);
        run_until([&] { return server->connections() == 1; });
    }
    run_until([&] { return server->connections() == 0; });
    auto socket = connect(*server);
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const int next = ::dup(socket.native_handle());  // the lowest that is free
    ::close(next);
    const rlimit none_left{static_cast<rlim_t>(next), before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none_left), 0);
    context_.restart();
    context_.poll();
    EXPECT_EQ(server->connections(), 0U);
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    run_until([&] { return server->connections() == 1; });
}

TEST_F(Server, StopLetsHandlersFinish) {
    const auto server = start();
    ask(*server, "/wait");
    auto idle = connect(*server);
    run_until([&] { return waiting_ && server->connections() == 2; });
    server->stop();
    run_until([&] { return server->connections() == 1; });  // the idle one is gone
    const auto late = get(*server, "/ok");
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, "CONNECTION_REFUSED");
    EXPECT_FALSE(answer_.has_value());
    go_on_.cancel();
    run_until([&] { return answer_.has_value() && server->connections() == 0; });
    ASSERT_TRUE(*answer_) << answer_->error().message;
    EXPECT_EQ((*answer_)->body, "waited");
    // Nothing is left that would keep the event loop alive for the rest of the limit.
    context_.restart();
    context_.poll();
    EXPECT_TRUE(context_.stopped());
}

TEST_F(Server, StopCancelsHandlersThatTakeTooLong) {
    const auto server = start({.stop = std::chrono::milliseconds(50)});
    ask(*server, "/hang");
    auto silent = connect(*server);
    run_until([&] { return server->connections() == 2; });
    server->stop();
    server->stop();  // twice is once
    run_until([&] { return answer_.has_value() && server->connections() == 0; });
    EXPECT_EQ(answer_->error().kind, ErrorKind::unreachable);
}

TEST_F(Server, DestructionDoesNotWaitForHandlers) {
    auto server = start({.stop = std::chrono::hours(1)});
    ask(*server, "/hang");
    run_until([&] { return server->connections() == 1; });
    server->stop();
    server.reset();
    run_until([&] { return answer_.has_value(); });
    EXPECT_EQ(answer_->error().kind, ErrorKind::unreachable);
}

TEST_F(Server, StreamEndsWhenTheClientGoes) {
    const auto server = start();
    std::string got;
    // The client's own limit makes it leave.
    const auto result = run(http::stream(
        {"127.0.0.1", server->port()}, nullptr, {.target = "/follow"},
        [&](std::string_view piece) { got += piece; }, std::chrono::milliseconds(100)));
    EXPECT_EQ(got, "one\n");
    EXPECT_EQ(result.error().kind, ErrorKind::timed_out);
    run_until([&] { return stream_ended_ && server->connections() == 0; });
}

TEST_F(Server, StreamEndsWhenTheServerStops) {
    const auto server = start();
    std::optional<Result<Response>> end;
    net::co_spawn(context_,
                  http::stream(
                      {"127.0.0.1", server->port()}, nullptr, {.target = "/follow"},
                      [&](std::string_view) { server->stop(); }, kLong),
                  [&](const std::exception_ptr&, Result<Response> result) { end = result; });
    run_until([&] { return end.has_value() && stream_ended_; });
    EXPECT_EQ(end->error().kind, ErrorKind::unreachable);
    EXPECT_THAT(end->error().message, HasSubstr("127.0.0.1:"));
}

TEST_F(Server, WritesToAClientThatDoesNotReadEnd) {
    const auto server = start({.write = std::chrono::milliseconds(100)});
    auto socket = connect(*server);
    net::write(socket, net::buffer(std::string("GET /flood HTTP/1.1\r\nHost: h\r\n\r\n")));
    run_until([&] { return flood_error_.has_value() && server->connections() == 0; });
    EXPECT_EQ(flood_error_->kind, ErrorKind::timed_out);
}

TEST_F(Server, ClientErrorsSayToWhom) {
    const auto server = start();
    const auto slow = get(*server, "/hang", std::chrono::milliseconds(50));
    EXPECT_EQ(slow.error().kind, ErrorKind::timed_out);
    EXPECT_THAT(slow.error().message, HasSubstr("127.0.0.1:"));
    EXPECT_EQ(get(*server, "/large").error().kind, ErrorKind::invalid);
    const auto bad =
        run(http::request({"localhost", 1}, nullptr, {.target = "/"}, std::chrono::seconds(1)));
    EXPECT_EQ(bad.error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace ballast::test
