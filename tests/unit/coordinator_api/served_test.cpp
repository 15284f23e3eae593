// Over a real connection: headers of every answer, limits, and what a stream begins with.
#include <gmock/gmock.h>
#include <json/json.h>

#include "tests/unit/coordinator_api/api_fixture.hpp"
#include "tests/unit/http/io_fixture.hpp"

namespace ballast::coordinator::test {
namespace {

using ::testing::HasSubstr;

class Served : public ballast::test::IoFixture {
  protected:
    Served() {
        server_ = std::make_unique<http::Server>(
            context_.get_executor(),
            std::make_shared<http::Router>(make_routes(api.parts), make_policy(api.parts)), nullptr,
            api_server_options());
        EXPECT_TRUE(server_->listen("127.0.0.1", 0));
    }

    // Everything that the server sends until it closes, for bytes as they are.
    std::string send(const std::string& bytes) {
        namespace net = boost::asio;
        const auto talk = [](net::any_io_executor executor, std::uint16_t port,
                             std::string text) -> net::awaitable<std::string> {
            net::ip::tcp::socket socket(executor);
            co_await socket.async_connect({net::ip::make_address("127.0.0.1"), port},
                                          net::use_awaitable);
            co_await net::async_write(socket, net::buffer(text), net::use_awaitable);
            socket.shutdown(net::ip::tcp::socket::shutdown_send);
            std::string answer;
            std::array<char, 4096> piece{};
            while (true) {
                const auto [code, size] = co_await socket.async_read_some(
                    net::buffer(piece), net::as_tuple(net::use_awaitable));
                if (code) {
                    co_return answer;
                }
                answer.append(piece.data(), size);
            }
        };
        return run(talk(context_.get_executor(), server_->port(), bytes));
    }
    static std::string head(const std::string& line, const std::string& more = "") {
        return line +
               " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer " +
               kViewerToken + "\r\n" + more + "\r\n";
    }

    Api api;
    std::unique_ptr<http::Server> server_;
};

TEST_F(Served, EveryAnswerHasThePolicysHeaders) {
    for (const auto* line : {"GET /", "GET /v1/health", "GET /nothing", "DELETE /v1/plan",
                             "GET /v1/topics?limit=x", "GET /healthz"}) {
        const auto answer = send(head(line));
        EXPECT_THAT(answer, HasSubstr("Content-Security-Policy: default-src 'none'")) << line;
        EXPECT_THAT(answer, HasSubstr("X-Content-Type-Options: nosniff")) << line;
        EXPECT_THAT(answer, HasSubstr("Cache-Control: no-store")) << line;
    }
}

TEST_F(Served, LimitsAndTypesOfBodies) {
    const auto post = [&](const std::string& type, const std::string& body) {
        return send(head("POST /v1/plan", "Content-Type: " + type + "\r\nContent-Length: " +
                                              std::to_string(body.size()) + "\r\n") +
                    body)
            .substr(0, 12);
    };
    EXPECT_EQ(post("application/json", R"({"kind":"roll"})"), "HTTP/1.1 200");
    EXPECT_EQ(post("text/plain", R"({"kind":"roll"})"), "HTTP/1.1 415");
    EXPECT_EQ(post("application/json", "{"), "HTTP/1.1 400");
    EXPECT_EQ(post("application/json", "[]"), "HTTP/1.1 422");
    EXPECT_EQ(post("application/json", std::string(200000, ' ')), "HTTP/1.1 413");
    EXPECT_THAT(send(head("GET /v1/health", "X: " + std::string(9000, 'x') + "\r\n")),
                HasSubstr("HTTP/1.1 431"));
    EXPECT_THAT(send(head("GET /v1/may-stop?node=kafka-0&node=kafka-1")),
                HasSubstr("\"nodes\":[\"kafka-0\",\"kafka-1\"]"));
    EXPECT_THAT(send(head("GET /v1/topics?limit=1&limit=2")), HasSubstr("HTTP/1.1 400"));
}

TEST_F(Served, AnswersAreCounted) {
    (void)send(head("GET /v1/health"));
    (void)send(head("GET /nothing"));
    const auto text = send(head("GET /metrics"));
    EXPECT_THAT(text, HasSubstr("requests_total{route=\"/v1/health\",status=\"200\"} 1"));
    EXPECT_THAT(text, HasSubstr("requests_total{route=\"\",status=\"404\"} 1"));
}

TEST_F(Served, EventsComeOverTheConnection) {
    std::string seen;
    boost::asio::co_spawn(
        context_,
        http::stream(
            {"127.0.0.1", server_->port()}, nullptr,
            {.target = "/v1/events",
             .headers = {{"Authorization", std::string("Bearer ") + kViewerToken}}},
            [&](std::string_view chunk) { seen += chunk; }, kLong),
        [](const std::exception_ptr&, const Result<http::Response>&) {});
    run_until([&] { return seen.find("event: snapshot") != std::string::npos; });
    EXPECT_EQ(api.events.subscribers(), 1U);
    server_->stop();
    run_until([&] { return api.events.subscribers() == 0; });
}

}  // namespace
}  // namespace ballast::coordinator::test
