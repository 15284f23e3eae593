#include <gmock/gmock.h>
#include <stdio.h>

#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <thread>

#include "common/http/envelope.hpp"
#include "common/http/stream.hpp"
#include "tests/unit/http/io_fixture.hpp"

namespace ballast::test {
namespace {

namespace net = boost::asio;
using http::Request;
using http::Response;
using http::Role;
using ::testing::HasSubstr;
using ::testing::Not;

net::awaitable<Response> who(Request request) {
    co_return Response{.body = "{\"name\":\"" + request.peer.name + "\",\"role\":\"" +
                               std::string(tls::role_name(request.peer.role)) + "\"}"};
}

net::awaitable<Response> take(Request request) {
    co_return Response{.status = 202, .body = std::move(request.body)};
}

net::awaitable<Result<void>> lines(Request, http::BodyWriter& writer) {
    for (int i = 0; i < 3; ++i) {
        CO_TRY_VOID(co_await writer.write("line " + std::to_string(i) + "\n"));
    }
    co_return Result<void>{};
}

class TlsServer : public IoFixture {
  protected:
    void SetUp() override {
        const auto context = tls::server_context(
            pki_.issue({.name = "kafka-0", .role = Role::node, .addresses = {"127.0.0.1"}}));
        ASSERT_TRUE(context) << context.error().message;
        server_ = std::make_unique<http::Server>(
            context_.get_executor(),
            std::make_shared<http::Router>(std::vector<http::Route>{
                {.method = "GET", .pattern = "/who", .least = Role::node, .handler = who},
                {.method = "POST", .pattern = "/commands", .handler = take},
                {.method = "GET", .pattern = "/lines", .least = Role::node, .handler = lines}}),
            *context);
        ASSERT_TRUE(server_->listen("127.0.0.1", 0));
    }

    Result<Response> ask(const tls::Files& files, http::ClientRequest request = {.target = "/who"},
                         const std::string& address = "127.0.0.1") {
        auto context = tls::client_context(files);
        EXPECT_TRUE(context) << context.error().message;
        return run(http::request({address, server_->port()}, *context, std::move(request), kLong));
    }

    void expect_refused(const Result<Response>& result) {
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind, ErrorKind::unreachable) << result.error().message;
        EXPECT_THAT(result.error().message, HasSubstr(std::to_string(server_->port())));
    }

    Pki pki_;
    std::unique_ptr<http::Server> server_;
};

TEST_F(TlsServer, KnowsItsPeersByTheirCertificates) {
    EXPECT_EQ(ask(pki_.issue({.name = "operator", .role = Role::operator_}))->body,
              R"({"name":"operator","role":"operator"})");
    EXPECT_EQ(ask(pki_.issue({.name = "kafka-1", .role = Role::node}))->body,
              R"({"name":"kafka-1","role":"node"})");
    const auto nobody = ask(pki_.issue({.name = "nobody"}));
    EXPECT_EQ(nobody->status, 401);
    EXPECT_EQ(http::to_error(*nobody).kind, ErrorKind::refused);
}

TEST_F(TlsServer, OnlyOperatorsChangeAnything) {
    const http::ClientRequest command{"POST", "/commands", "{\"verb\":\"stop\"}"};
    const auto taken = ask(pki_.issue({.name = "operator", .role = Role::operator_}), command);
    EXPECT_EQ(taken->status, 202);
    EXPECT_EQ(taken->body, command.body);
    for (const auto role : {Role::node, Role::viewer}) {
        const auto refused = ask(pki_.issue({.name = "other", .role = role}), command);
        ASSERT_TRUE(refused);
        EXPECT_EQ(refused->status, 403);
        EXPECT_EQ(http::to_error(*refused).kind, ErrorKind::refused);
        EXPECT_EQ(http::to_error(*refused).code, "FORBIDDEN");
    }
}

TEST_F(TlsServer, RefusesACertificateOfAnotherAuthority) {
    const Pki foreign;
    auto files = foreign.issue({.name = "operator", .role = Role::operator_});
    files.ca = pki_.folder() / "ca.crt";
    expect_refused(ask(files));
}

TEST_F(TlsServer, RefusesAnExpiredCertificate) {
    expect_refused(ask(pki_.issue(
        {.name = "operator", .role = Role::operator_, .valid_for = std::chrono::minutes(-10)})));
}

TEST_F(TlsServer, RefusesNoCertificate) {
    auto context = std::make_shared<net::ssl::context>(net::ssl::context::tls_client);
    context->load_verify_file((pki_.folder() / "ca.crt").string());
    context->set_verify_mode(net::ssl::verify_peer);
    expect_refused(
        run(http::request({"127.0.0.1", server_->port()}, context, {.target = "/who"}, kLong)));
}

TEST_F(TlsServer, ClientRefusesAServerOfAnotherAuthorityOrAddress) {
    const auto files = pki_.issue({.name = "operator", .role = Role::operator_});
    const Pki foreign;
    auto wrong = files;
    wrong.ca = foreign.folder() / "ca.crt";
    const auto stranger = ask(wrong);
    expect_refused(stranger);
    EXPECT_EQ(stranger.error().code, "TLS_FAILED");

    // The same server under an address that its certificate does not name.
    ASSERT_TRUE(pki_.issue({.name = "kafka-9", .role = Role::node, .addresses = {"127.0.0.9"}})
                    .ca.is_absolute());
    auto context = tls::server_context(
        {pki_.folder() / "ca.crt", pki_.folder() / "kafka-9.crt", pki_.folder() / "kafka-9.key"});
    http::Server other(context_.get_executor(),
                       std::make_shared<http::Router>(std::vector<http::Route>{}), *context);
    ASSERT_TRUE(other.listen("127.0.0.1", 0));
    const auto misplaced = run(http::request({"127.0.0.1", other.port()},
                                             *tls::client_context(files), {.target = "/"}, kLong));
    ASSERT_FALSE(misplaced);
    EXPECT_EQ(misplaced.error().code, "TLS_FAILED");
}

TEST_F(TlsServer, RefusesAClientInClear) {
    expect_refused(
        run(http::request({"127.0.0.1", server_->port()}, nullptr, {.target = "/who"}, kLong)));
}

TEST_F(TlsServer, StreamsToTheEnd) {
    std::string got;
    const auto files = pki_.issue({.name = "viewer", .role = Role::viewer});
    const auto end = run(http::stream(
        {"127.0.0.1", server_->port()}, *tls::client_context(files), {.target = "/lines"},
        [&](std::string_view piece) { got += piece; }, kLong));
    ASSERT_TRUE(end) << end.error().message;
    EXPECT_EQ(end->status, 200);
    EXPECT_EQ(end->body, "");
    EXPECT_EQ(got, "line 0\nline 1\nline 2\n");

    const auto missing = run(http::stream(
        {"127.0.0.1", server_->port()}, *tls::client_context(files), {.target = "/none"},
        [&](std::string_view piece) { got += piece; }, kLong));
    EXPECT_EQ(missing->status, 404);
    EXPECT_EQ(http::to_error(*missing).kind, ErrorKind::not_found);
}

net::awaitable<void> answer_without_length(net::ip::tcp::acceptor& acceptor, tls::Context context,
                                           bool says_goodbye) {
    constexpr std::chrono::seconds kLimit{20};
    auto stream = http::make_tls_stream(co_await acceptor.async_accept(net::use_awaitable),
                                        std::move(context), http::Side::server);
    EXPECT_TRUE(co_await stream->handshake(kLimit));
    // Read, or the close would be a reset, which is an error anyway.
    std::array<char, 1024> asked{};
    EXPECT_TRUE(co_await stream->read_some(asked, kLimit));
    EXPECT_TRUE(co_await stream->write_all("HTTP/1.1 200 OK\r\n\r\nabc", kLimit));
    if (says_goodbye) {
        co_await stream->shutdown(kLimit);
    }
}

// Only TLS's own goodbye ends a body without a length: a cut of the line could come from anybody.
TEST_F(TlsServer, AClientTakesNoCutForAnEnd) {
    const auto server = tls::server_context(
        pki_.issue({.name = "kafka-1", .role = Role::node, .addresses = {"127.0.0.1"}}));
    const auto client =
        tls::client_context(pki_.issue({.name = "operator", .role = Role::operator_}));
    net::ip::tcp::acceptor acceptor(context_, {net::ip::make_address("127.0.0.1"), 0});
    for (const bool says_goodbye : {true, false}) {
        net::co_spawn(context_, answer_without_length(acceptor, *server, says_goodbye),
                      [](const std::exception_ptr& thrown) { EXPECT_FALSE(thrown); });
        const auto result = run(http::request({"127.0.0.1", acceptor.local_endpoint().port()},
                                              *client, {.target = "/"}, kLong));
        if (says_goodbye) {
            ASSERT_TRUE(result) << result.error().message;
            EXPECT_EQ(result->body, "abc");
        } else {
            ASSERT_FALSE(result);
            EXPECT_EQ(result.error().code, "CONNECTION_CLOSED");
        }
    }
}

// An implementation that is not ours on the other side.
class Curl : public TlsServer {
  protected:
    void SetUp() override {
        if (!std::filesystem::exists("/usr/bin/curl")) {
            GTEST_SKIP() << "no curl on this machine";
        }
        TlsServer::SetUp();
        const auto files = pki_.issue({.name = "operator", .role = Role::operator_});
        options_ = " -sS --noproxy '*' --max-time 20 --cacert " + files.ca.string() + " --cert " +
                   files.certificate.string() + " --key " + files.key.string() + " ";
        base_ = "https://127.0.0.1:" + std::to_string(server_->port());
    }

    // What curl writes to both of its outputs.
    std::string curl(const std::string& arguments) {
        const auto command = "/usr/bin/curl -q" + arguments + " 2>&1";
        std::string output;
        bool done = false;
        std::jthread thread([&] {
            std::string text;
            if (FILE* pipe = ::popen(command.c_str(), "r")) {
                for (int c = ::fgetc(pipe); c != EOF; c = ::fgetc(pipe)) {
                    text += static_cast<char>(c);
                }
                ::pclose(pipe);
            }
            net::post(context_, [&, text] {
                output = text;
                done = true;
            });
        });
        run_until([&] { return done; });
        return output;
    }

    std::string options_;
    std::string base_;
};

TEST_F(Curl, KeepsAConnectionSendsBodiesAndReadsStreams) {
    const auto output = curl(options_ + base_ + "/who " + base_ + "/lines --next" + options_ +
                             "-H 'Content-Type: application/json' -H 'Expect: 100-continue' "
                             "-d '{}' " +
                             base_ + "/commands");
    EXPECT_EQ(output, "{\"name\":\"operator\",\"role\":\"operator\"}line 0\nline 1\nline 2\n{}");
}

TEST_F(Curl, AsksForHeads) {
    // The second one comes on the same connection: the first left nothing behind.
    const auto output = curl(options_ + "-v -I " + base_ + "/who " + base_ + "/lines");
    EXPECT_THAT(output, HasSubstr("Content-Length: 37"));
    EXPECT_THAT(output, HasSubstr("Re-using existing connection"));
    EXPECT_THAT(output, HasSubstr("application/x-ndjson"));
    EXPECT_THAT(output, Not(HasSubstr("Excess found")));
}

TEST_F(Curl, SpeaksHttp10) {
    EXPECT_EQ(curl(options_ + "--http1.0 --raw " + base_ + "/lines"), "line 0\nline 1\nline 2\n");
}

TEST_F(Curl, IsRefusedWithOldTlsOrNoCertificate) {
    EXPECT_THAT(curl(options_ + "--tls-max 1.1 --ciphers DEFAULT@SECLEVEL=0 " + base_ + "/who"),
                HasSubstr("alert protocol version"));
    EXPECT_THAT(curl(options_ + "--cert '' " + base_ + "/who"), HasSubstr("certificate required"));
}

}  // namespace
}  // namespace ballast::test
