#include "common/http/kept_client.hpp"

#include <gmock/gmock.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include "tests/unit/http/io_fixture.hpp"

namespace ballast::test {
namespace {

namespace net = boost::asio;
using net::ip::tcp;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

constexpr auto kAwait = net::as_tuple(net::use_awaitable);
const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

// Answers each connection's requests with its own list of answers, then closes it.
class ScriptedServer {
  public:
    ScriptedServer(net::io_context& io, std::vector<std::vector<std::string>> connections)
        : acceptor_(io, {net::ip::make_address("127.0.0.1"), 0}),
          connections_(std::move(connections)) {
        net::co_spawn(io, serve(),
                      [](const std::exception_ptr& failure) { EXPECT_FALSE(failure); });
    }
    http::Endpoint endpoint() const { return {"127.0.0.1", acceptor_.local_endpoint().port()}; }
    std::vector<int> requests;  // so many on each connection

  private:
    tcp::acceptor acceptor_;
    std::vector<std::vector<std::string>> connections_;

    net::awaitable<void> serve() {
        for (const auto& answers : connections_) {
            auto [code, socket] = co_await acceptor_.async_accept(kAwait);
            requests.push_back(0);
            for (const auto& answer : answers) {
                std::string request;
                auto [failed, size] = co_await net::async_read_until(
                    socket, net::dynamic_buffer(request), "\r\n\r\n", kAwait);
                if (failed) {
                    break;
                }
                ++requests.back();
                (void)co_await net::async_write(socket, net::buffer(answer), kAwait);
            }
        }
    }
};

class KeptClient : public IoFixture {
  protected:
    static Result<std::string> body(const Result<http::Response>& response) {
        return response ? Result<std::string>(response->body) : std::unexpected(response.error());
    }
};

TEST_F(KeptClient, AsksOverOneConnection) {
    ScriptedServer server(context_, {{kOk, kOk, kOk}});
    http::KeptClient client(server.endpoint(), nullptr, 1024);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(body(run(client.request({.target = "/"}, kLong))), "ok");
    }
    EXPECT_THAT(server.requests, ElementsAre(3));
}

TEST_F(KeptClient, ReadsAgainOverANewConnection) {
    ScriptedServer server(context_, {{kOk}, {kOk}});
    http::KeptClient client(server.endpoint(), nullptr, 1024);
    EXPECT_TRUE(run(client.request({.target = "/"}, kLong)));
    EXPECT_EQ(body(run(client.request({.target = "/"}, kLong))), "ok");
    EXPECT_THAT(server.requests, ElementsAre(1, 1));
}

TEST_F(KeptClient, DoesNotRepeatWhatMayChangeSomething) {
    ScriptedServer server(context_, {{kOk}, {kOk}});
    http::KeptClient client(server.endpoint(), nullptr, 1024);
    const http::ClientRequest change{.method = "POST", .target = "/"};
    EXPECT_TRUE(run(client.request(change, kLong)));
    EXPECT_EQ(run(client.request(change, kLong)).error().code, "CONNECTION_CLOSED");
    EXPECT_TRUE(run(client.request(change, kLong)));
    EXPECT_THAT(server.requests, ElementsAre(1, 1));
}

TEST_F(KeptClient, GoesByWhatTheServerSays) {
    ScriptedServer server(
        context_,
        {{"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", kOk}, {kOk}});
    http::KeptClient client(server.endpoint(), nullptr, 1024);
    EXPECT_TRUE(run(client.request({.target = "/"}, kLong)));
    EXPECT_TRUE(run(client.request({.target = "/"}, kLong)));
    EXPECT_THAT(server.requests, ElementsAre(1, 1));
}

TEST_F(KeptClient, TooLargeAndSilentAnswersEnd) {
    ScriptedServer server(context_, {{"HTTP/1.1 200 OK\r\nContent-Length: 1025\r\n\r\n"}, {""}});
    http::KeptClient client(server.endpoint(), nullptr, 1024);
    EXPECT_EQ(run(client.request({.target = "/"}, kLong)).error().kind, ErrorKind::invalid);
    const auto endless = run(client.request({.target = "/"}, 50ms));
    EXPECT_THAT(endless.error().message, HasSubstr("127.0.0.1"));
}

net::awaitable<http::Response> large(http::Request /*request*/) {
    co_return http::Response{.body = std::string(5'000'001, 'x')};
}

TEST_F(KeptClient, TakesALargeAnswerThatIsWrittenInSteps) {
    http::Server server(context_.get_executor(),
                        std::make_shared<http::Router>(
                            std::vector<http::Route>{{"GET", "/large", http::Role::none, large}}),
                        nullptr);
    ASSERT_TRUE(server.listen("127.0.0.1", 0));
    http::KeptClient client({"127.0.0.1", server.port()}, nullptr, 6'000'000);
    for (int i = 0; i < 2; ++i) {
        const auto answer = run(client.request({.target = "/large"}, kLong));
        ASSERT_TRUE(answer) << answer.error().message;
        EXPECT_EQ(answer->body.size(), 5'000'001U);
        EXPECT_EQ(server.connections(), 1U);
    }
}

}  // namespace
}  // namespace ballast::test
