#include <gmock/gmock.h>

#include "common/http/envelope.hpp"
#include "coordinator/agents/agent_api.hpp"
#include "tests/unit/http/io_fixture.hpp"

namespace ballast::coordinator {
namespace {

namespace net = boost::asio;
using http::Request;
using http::Response;

net::awaitable<Response> node(Request request) {
    co_return Response{.body = request.peer.name + " asks for " + request.path};
}

net::awaitable<Response> refuse(Request /*request*/) {
    co_return http::error_response({ErrorKind::unreachable, "nothing listens", "ZOOKEEPER_DOWN"});
}

net::awaitable<Response> mirror(Request request) {
    co_return Response{.content_type = "application/octet-stream",
                       .body = std::string(request.body.rbegin(), request.body.rend())};
}

// An agent's API over mutual TLS.
class HttpAgent : public test::IoFixture {
  protected:
    void SetUp() override {
        server_ = serve(
            pki_.issue({.name = "kafka-0", .role = tls::Role::node, .addresses = {"127.0.0.1"}}));
        agent_ = make_http_agent({"127.0.0.1", server_->port()},
                                 *tls::client_context(pki_.issue(
                                     {.name = "coordinator", .role = tls::Role::coordinator})));
    }
    std::unique_ptr<http::Server> serve(const tls::Files& files) {
        auto server =
            std::make_unique<http::Server>(context_.get_executor(),
                                           std::make_shared<http::Router>(std::vector<http::Route>{
                                               {"GET", "/v1/node", tls::Role::viewer, node},
                                               {"GET", "/v1/zookeeper", tls::Role::viewer, refuse},
                                               {.method = "POST",
                                                .pattern = "/v1/kafka",
                                                .handler = mirror,
                                                .takes = "application/octet-stream"}}),
                                           *tls::server_context(files));
        EXPECT_TRUE(server->listen("127.0.0.1", 0));
        return server;
    }

    test::Pki pki_;
    std::unique_ptr<http::Server> server_;
    std::unique_ptr<AgentApi> agent_;
};

TEST_F(HttpAgent, IsAskedOverKeptConnections) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(*run(agent_->node(kLong)), "coordinator asks for /v1/node");
        EXPECT_EQ(*run(agent_->kafka(std::string("a\0b", 3), {.time = kLong}, true)),
                  std::string("b\0a", 3));
    }
    EXPECT_EQ(server_->connections(), 2U);
}

TEST_F(HttpAgent, RefusesUnderItsOwnCode) {
    const auto answer = run(agent_->zookeeper(kLong));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, "ZOOKEEPER_DOWN");
    EXPECT_EQ(answer.error().kind, ErrorKind::unreachable);
}

TEST_F(HttpAgent, ThatIsGoneIsUnreachable) {
    EXPECT_TRUE(run(agent_->node(kLong)));
    server_.reset();
    EXPECT_EQ(run(agent_->node(kLong)).error().kind, ErrorKind::unreachable);
}

TEST_F(HttpAgent, MustShowACertificateForItsAddress) {
    const auto other =
        serve(pki_.issue({.name = "other", .role = tls::Role::node, .addresses = {"127.0.0.2"}}));
    const auto agent = make_http_agent(
        {"127.0.0.1", other->port()},
        *tls::client_context(pki_.issue({.name = "coordinator", .role = tls::Role::coordinator})));
    EXPECT_EQ(run(agent->node(kLong)).error().code, "TLS_FAILED");
}

}  // namespace
}  // namespace ballast::coordinator
