// The agent's three ports over loopback, as their callers see them.
#include <gmock/gmock.h>
#include <json/json.h>

#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "common/json.hpp"
#include "tests/unit/api/api_fixture.hpp"
#include "tests/unit/http/io_fixture.hpp"

namespace ballast::agent {
namespace {

namespace net = boost::asio;
using net::ip::tcp;
using test::Api;
using ::testing::HasSubstr;

class Served : public test::IoFixture {
  protected:
    std::unique_ptr<http::Server> serve(std::vector<http::Route> routes, tls::Context context,
                                        http::ServerOptions options) {
        auto server = std::make_unique<http::Server>(
            context_.get_executor(), std::make_shared<http::Router>(std::move(routes)),
            std::move(context), options);
        EXPECT_TRUE(server->listen("127.0.0.1", 0));
        return server;
    }

    Api api_;
};

class ServedApi : public Served {
  protected:
    ServedApi() {
        auto context = tls::server_context(
            pki_.issue({.name = "kafka-0", .role = tls::Role::node, .addresses = {"127.0.0.1"}}));
        server_ = serve(make_routes(api_.parts), context.value(), {});
    }

    tls::Context as(const std::string& name, tls::Role role) {
        return tls::client_context(pki_.issue({.name = name, .role = role})).value();
    }
    http::Response ask(const tls::Context& who, http::ClientRequest request) {
        auto answer = run(http::request(endpoint(), who, std::move(request), kLong));
        EXPECT_TRUE(answer) << answer.error().message;
        return answer.value_or(http::Response{});
    }
    http::Endpoint endpoint() const { return {"127.0.0.1", server_->port()}; }

    test::Pki pki_;
    std::unique_ptr<http::Server> server_;
};

TEST_F(ServedApi, KnowsItsCallersByTheirCertificates) {
    const auto viewer = as("grafana", tls::Role::viewer);
    EXPECT_EQ(ask(viewer, {.target = "/v1/node"}).status, 200);
    EXPECT_EQ(ask(viewer, {.target = "/metrics"}).status, 200);
    const http::ClientRequest stop{
        .method = "POST", .target = "/v1/commands", .body = R"({"id":"a","verb":"stop"})"};
    EXPECT_EQ(ask(viewer, stop).status, 403);
    EXPECT_EQ(ask(as("kafka-1", tls::Role::node), {.target = "/v1/node"}).status, 403);
    EXPECT_TRUE(api_.sim.signals.empty());

    const auto taken = ask(as("bob", tls::Role::operator_), stop);
    EXPECT_EQ(taken.status, 202);
    EXPECT_EQ(parse_json(taken.body).value()["by"], "bob");
    EXPECT_EQ(api_.sim.signals.size(), 1U);
}

TEST_F(ServedApi, RefusesBodiesThatAreTooLargeOrNoJson) {
    const auto bob = as("bob", tls::Role::operator_);
    const auto post = [&](std::string body) {
        return ask(bob, {.method = "POST", .target = "/v1/commands", .body = std::move(body)});
    };
    EXPECT_EQ(post(std::string(65'537, ' ')).status, 413);
    const auto refused = post("stop");
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(parse_json(refused.body).value()["error"]["code"], "INVALID");
    EXPECT_EQ(ask(bob, {.target = "/v1/logs?level=LOUD"}).status, 400);
    EXPECT_THAT(ask(bob, {.target = "/v1/logs?level=LOUD"}).body, HasSubstr("WARN"));
    EXPECT_EQ(api_.keeps, 0);
}

TEST_F(ServedApi, SendsKeptEventsAndThenNewOnesAsTheyCome) {
    const auto event = [](const std::string& message) {
        return to_entry({.at = WallTime{} + std::chrono::hours{1},
                         .kind = EventKind::action,
                         .state = "SERVING",
                         .code = {},
                         .message = message,
                         .by = {}});
    };
    api_.events().append(event("kept"));
    std::string seen;
    std::optional<Result<http::Response>> end;
    net::co_spawn(
        context_,
        http::stream(
            endpoint(), as("grafana", tls::Role::viewer),
            {.target = "/v1/events?follow=true&grep=e"},
            [&](std::string_view text) { seen += text; }, kLong),
        [&](const std::exception_ptr&, Result<http::Response> got) { end = std::move(got); });
    run_until([&] { return seen.contains("kept"); });
    api_.events().append(event("drop"));  // has no 'e', its kind and state have none either
    api_.events().append(event("second"));
    run_until([&] { return seen.contains("second"); });
    EXPECT_THAT(seen, testing::Not(HasSubstr("drop")));
    // A follower that falls behind is told what it missed.
    for (std::size_t i = 0; i <= LogFollower::kMaxEntries; ++i) {
        api_.events().append(event("more"));
    }
    run_until([&] { return seen.contains("1 entries were left out"); });

    server_.reset();
    run_until([&] { return end.has_value(); });
    EXPECT_FALSE(*end) << "a stream that is cut is no end";
}

class ServedProbes : public Served {
  protected:
    std::unique_ptr<http::Server> server_ =
        serve(make_probe_routes(api_.parts), nullptr, open_port_options());

    Result<http::Response> probe() {
        return run(
            http::request({"127.0.0.1", server_->port()}, nullptr, {.target = "/readyz"}, kLong));
    }
    // So many questions on one connection; how many were answered.
    net::awaitable<int> ask_on_one_connection(int times) {
        tcp::socket socket(context_);
        co_await socket.async_connect({net::ip::make_address("127.0.0.1"), server_->port()},
                                      net::use_awaitable);
        int answered = 0;
        std::string bytes;
        for (int i = 0; i < times; ++i) {
            co_await net::async_write(
                socket, net::buffer(std::string_view("GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n")),
                net::use_awaitable);
            const auto size = co_await net::async_read_until(socket, net::dynamic_buffer(bytes),
                                                             "\r\n\r\nok\n", net::use_awaitable);
            answered += bytes.starts_with("HTTP/1.1 200 ") ? 1 : 0;
            bytes.erase(0, size);
        }
        co_return answered;
    }
};

TEST_F(ServedProbes, AnswerShortConnectionsOneAfterTheOther) {
    for (int i = 0; i < 400; ++i) {
        const auto answer = probe();
        ASSERT_TRUE(answer) << answer.error().message;
        ASSERT_EQ(answer->status, 200);
    }
}

TEST_F(ServedProbes, AnswerManyQuestionsOnOneConnection) {
    EXPECT_EQ(run(ask_on_one_connection(3000)), 3000);
}

// One that keeps connections and says nothing does not take the probes away from the others of its
// address.
TEST_F(ServedProbes, AnswerBesideAHundredConnectionsOfTheSameAddress) {
    std::vector<tcp::socket> idle;
    for (int i = 0; i < 100; ++i) {
        idle.emplace_back(context_).connect({net::ip::make_address("127.0.0.1"), server_->port()});
    }
    run_until([&] { return server_->connections() == idle.size(); });
    EXPECT_TRUE(probe());
    EXPECT_EQ(run(ask_on_one_connection(50)), 50);
}

TEST_F(ServedProbes, RefuseWithA503ThatSaysWhy) {
    api_.sim.exited(1);
    const auto answer = probe();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 503);
    EXPECT_TRUE(answer->body.starts_with("no: BACKOFF ")) << answer->body;
    EXPECT_EQ(answer->content_type, "text/plain; charset=utf-8");
}

TEST_F(ServedProbes, TakeNoLongHeaders) {
    const auto answer = run(http::request({"127.0.0.1", server_->port()}, nullptr,
                                          {.target = "/readyz?" + std::string(5000, 'v')}, kLong));
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->status / 100, 4);
}

}  // namespace
}  // namespace ballast::agent
