#include "agent/relay/relay_routes.hpp"

#include <gmock/gmock.h>

#include "common/http/envelope.hpp"
#include "common/kafka/api.hpp"
#include "tests/unit/relay/agent_listener.hpp"

namespace ballast::agent {
namespace {

namespace net = boost::asio;
using test::run;

class RelayRoutes : public ::testing::Test {
  protected:
    http::Response call(Role role, const std::string& method, const std::string& path,
                        http::Role caller, std::string body = {}) {
        const http::Router router(make_relay_routes(
            {.role = role, .name = "node", .address = "127.0.0.1", .secrets_dir = "/nonexistent"}));
        const auto match = router.match(method, path, caller);
        if (!match) {
            return match.error();
        }
        return run(io_, std::get<http::Handler>(match->route->handler)({.method = method,
                                                                        .path = path,
                                                                        .body = std::move(body),
                                                                        .peer = {.role = caller}}))
            .value();
    }
    std::string code(Role role, const std::string& method, const std::string& path,
                     http::Role caller, std::string body = {}) {
        return http::to_error(call(role, method, path, caller, std::move(body))).code;
    }

    net::io_context io_{1};
    std::string question_ = kafka::encode_request(kafka::ApiKey::metadata, 12, 1, "test", "body");
};

TEST_F(RelayRoutes, AskForARoleThatMay) {
    EXPECT_EQ(code(Role::kafka, "POST", "/v1/kafka", http::Role::none), "UNAUTHENTICATED");
    EXPECT_EQ(code(Role::kafka, "POST", "/v1/kafka", http::Role::node), "FORBIDDEN");
    EXPECT_EQ(code(Role::kafka, "POST", "/v1/kafka", http::Role::viewer, question_), "FORBIDDEN")
        << "the question names topics";
    EXPECT_EQ(code(Role::zookeeper, "GET", "/v1/zookeeper", http::Role::none), "UNAUTHENTICATED");
    EXPECT_EQ(code(Role::zookeeper, "GET", "/v1/zookeeper", http::Role::node), "FORBIDDEN");
}

TEST_F(RelayRoutes, RefuseInTheEnvelope) {
    for (const auto caller : {http::Role::operator_, http::Role::coordinator}) {
        EXPECT_EQ(code(Role::kafka, "POST", "/v1/kafka", caller, question_), "BROKER_DOWN");
        EXPECT_EQ(code(Role::kafka, "POST", "/v1/kafka", caller, "x"), "BAD_FRAME");
        EXPECT_EQ(code(Role::kafka, "POST", "/v1/kafka", caller, std::string(10, '\0')),
                  "API_NOT_ALLOWED");
    }
    EXPECT_EQ(call(Role::kafka, "POST", "/v1/kafka", http::Role::operator_, question_).status, 502);
}

TEST_F(RelayRoutes, BelongToOneRole) {
    EXPECT_EQ(code(Role::zookeeper, "POST", "/v1/kafka", http::Role::coordinator, question_),
              "WRONG_ROLE");
    EXPECT_EQ(code(Role::kafka, "GET", "/v1/zookeeper", http::Role::viewer), "WRONG_ROLE");
}

}  // namespace
}  // namespace ballast::agent
