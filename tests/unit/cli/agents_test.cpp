#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <filesystem>
#include <thread>

#include "common/http/envelope.hpp"
#include "common/http/server.hpp"
#include "coordinator/cli/agent_client.hpp"
#include "coordinator/cli/agent_log_source.hpp"
#include "coordinator/cli/cluster/certificates.hpp"

namespace ballast::cli {
namespace {

namespace net = boost::asio;

NodeIdentity kafka_node() {
    NodeIdentity node;
    node.cluster = "demo";
    node.name = "kafka-0";
    node.address = "127.0.0.1";
    return node;
}

net::awaitable<http::Response> answer_command(http::Request request) {
    if (request.body.contains("restart")) {
        co_return http::error_response({ErrorKind::refused, "on hold", "ON_HOLD"},
                                       {"alice looks at it"});
    }
    co_return http::Response{.status = 202, .body = R"({"id":"7","state":"accepted"})"};
}

// A cluster's folder with real certificates and, on a thread, what answers as kafka-0's agent.
class Agents : public testing::Test {
  protected:
    std::filesystem::path folder_;
    net::io_context io_{1};
    std::unique_ptr<http::Server> server_;
    std::jthread thread_;
    std::map<std::string, std::string> asked_;
    std::string body_;

    void SetUp() override {
        std::string name = testing::TempDir() + "ballast-agents-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder_ = name;
        const ClusterFolder cluster{folder_};
        ASSERT_TRUE(write_node(cluster, kafka_node()));
        const auto made = ensure_certificates(cluster, "demo", {kafka_node()});
        ASSERT_TRUE(made) << made.error().message;
    }

    void TearDown() override {
        if (server_) {
            net::post(io_, [this] { server_->stop(); });
            thread_.join();
        }
        std::filesystem::remove_all(folder_);
    }

    std::uint16_t serve() {
        const NodeFolder node = ClusterFolder{folder_}.node("kafka-0");
        const auto context = tls::server_context(
            {.ca = node.ca_certificate(), .certificate = node.certificate(), .key = node.key()});
        const http::Handler answer = [](http::Request) -> net::awaitable<http::Response> {
            co_return http::Response{.body = R"({"name":"kafka-0"})"};
        };
        const http::StreamHandler logs =
            // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): kept there
            [this](http::Request request, http::BodyWriter& body) -> net::awaitable<Result<void>> {
            asked_ = request.query;
            if (request.query["grep"] == "(") {
                co_return fail(ErrorKind::invalid, "grep: missing )");
            }
            CO_TRY_VOID(co_await body.write("one\ntw"));
            CO_TRY_VOID(co_await body.write("o\n\n"));
            if (request.query.contains("follow")) {
                net::steady_timer forever(io_, std::chrono::hours(1));
                co_await forever.async_wait(net::use_awaitable);
            }
            co_return Result<void>{};
        };
        const http::Handler take = [this](http::Request request) {
            body_ = request.body;
            return answer_command(std::move(request));
        };
        const http::Handler state = [](http::Request request) -> net::awaitable<http::Response> {
            if (request.parameters["id"] != "7") {
                co_return http::error_response({ErrorKind::not_found, "no such command", {}});
            }
            co_return http::Response{.body = R"({"state":"failed","message":"why"})"};
        };
        const auto router = std::make_shared<http::Router>(std::vector<http::Route>{
            {.method = "GET",
             .pattern = "/v1/node",
             .least = tls::Role::operator_,
             .handler = answer},
            {.method = "POST",
             .pattern = "/v1/commands",
             .least = tls::Role::operator_,
             .handler = take},
            {.method = "GET",
             .pattern = "/v1/commands/{id}",
             .least = tls::Role::viewer,
             .handler = state},
            {.method = "GET", .pattern = "/v1/logs", .least = tls::Role::viewer, .handler = logs}});
        server_ = std::make_unique<http::Server>(io_.get_executor(), router, context.value());
        EXPECT_TRUE(server_->listen("127.0.0.1", 0));
        thread_ = std::jthread([this] { io_.run(); });
        return server_->port();
    }

    Result<std::vector<std::string>> read_log(std::uint16_t port, const LogQuery& query,
                                              std::stop_source stop = {},
                                              std::size_t wanted = 100) {
        TRY(const auto source, make_agent_log_source({folder_}, "/v1/logs", port));
        std::vector<std::string> lines;
        TRY_VOID(source->read(
            kafka_node(), query,
            [&](std::string_view line) {
                lines.emplace_back(line);
                if (query.follow && lines.size() == 2) {
                    stop.request_stop();
                }
                return lines.size() < wanted;
            },
            stop.get_token()));
        return lines;
    }
};

TEST_F(Agents, AreAskedWithTheOperatorsCertificate) {
    const auto source = make_agent_client({folder_}, serve());
    ASSERT_TRUE(source) << source.error().message;
    const auto answers = (*source)->ask({kafka_node(), kafka_node()});
    ASSERT_EQ(answers.size(), 2U);
    for (const AgentAnswer& answer : answers) {
        ASSERT_TRUE(answer) << answer.error().message;
        EXPECT_EQ(*answer, R"({"name":"kafka-0"})");
    }
}

TEST_F(Agents, TakeCommands) {
    const auto client = make_agent_client({folder_}, serve());
    ASSERT_TRUE(client) << client.error().message;
    NodeOrder order{.node = kafka_node(), .command = make_command("stop", "disk")};
    order.command.id = "7";
    order.command.force_after = std::chrono::seconds(60);
    const auto sent = (*client)->send({order});
    ASSERT_TRUE(sent.at(0)) << sent[0].error().message;
    EXPECT_EQ(sent[0]->state, "accepted");
    EXPECT_EQ(body_, R"({"force_after_seconds":60,"id":"7","reason":"disk","verb":"stop"})");
    const auto states = (*client)->states({order});
    ASSERT_TRUE(states.at(0)) << states[0].error().message;
    EXPECT_EQ(states[0]->state, "failed");
    EXPECT_EQ(states[0]->message, "why");
    order.command.binary = "/a";
    order.command.sha256 = "b";
    order.command.id = "8";
    EXPECT_TRUE((*client)->send({order}).at(0));
    EXPECT_TRUE(body_.contains(R"("binary":"/a")") && body_.contains(R"("sha256":"b")"));
    EXPECT_EQ((*client)->states({order}).at(0).error().kind, ErrorKind::not_found);
}

TEST_F(Agents, RefuseCommandsWithCodeAndBlockers) {
    const auto client = make_agent_client({folder_}, serve());
    ASSERT_TRUE(client);
    const auto sent =
        (*client)->send({{.node = kafka_node(), .command = make_command("restart", "")}});
    ASSERT_FALSE(sent.at(0));
    EXPECT_EQ(sent[0].error().kind, ErrorKind::refused);
    EXPECT_EQ(sent[0].error().code, "ON_HOLD");
    EXPECT_EQ(sent[0].error().message, "on hold; alice looks at it");
}

TEST_F(Agents, ThatDoNotListenAreUnreachable) {
    const auto source = make_agent_client({folder_}, 1);
    ASSERT_TRUE(source);
    const auto answers = (*source)->ask({kafka_node()});
    ASSERT_FALSE(answers.at(0));
    EXPECT_EQ(answers[0].error().kind, ErrorKind::unreachable);
}

TEST_F(Agents, NeedTheClustersCertificates) {
    std::filesystem::remove(ClusterFolder{folder_}.operator_key());
    EXPECT_FALSE(make_agent_client({folder_}, 1));
    EXPECT_FALSE(make_agent_log_source({folder_}, "/v1/logs", 1));
}

TEST_F(Agents, StreamTheirLog) {
    const auto lines =
        read_log(serve(), {.since = "5m", .grep = "a b&c", .level = "WARN", .tail = 7});
    ASSERT_TRUE(lines) << lines.error().message;
    EXPECT_THAT(*lines, testing::ElementsAre("one", "two"));
    EXPECT_THAT(asked_, testing::UnorderedElementsAre(
                            testing::Pair("since", "5m"), testing::Pair("grep", "a b&c"),
                            testing::Pair("level", "WARN"), testing::Pair("tail", "7")));
}

TEST_F(Agents, StreamOnUntilStopped) {
    const auto lines = read_log(serve(), {.follow = true});
    ASSERT_TRUE(lines) << lines.error().message;
    EXPECT_EQ(lines->size(), 2U);
}

TEST_F(Agents, StreamNoMoreThanWanted) {
    const auto lines = read_log(serve(), {}, {}, 1);
    ASSERT_TRUE(lines);
    EXPECT_EQ(lines->size(), 1U);
}

TEST_F(Agents, SayWhatIsWrongWithAQuery) {
    const auto lines = read_log(serve(), {.grep = "("});
    ASSERT_FALSE(lines);
    EXPECT_EQ(lines.error().kind, ErrorKind::invalid);
    EXPECT_TRUE(lines.error().message.contains("missing )"));
}

}  // namespace
}  // namespace ballast::cli
