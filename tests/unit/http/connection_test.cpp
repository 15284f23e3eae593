#include "common/http/connection.hpp"

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <stdexcept>

#include "tests/unit/http/memory_stream.hpp"

namespace ballast::test {
namespace {

namespace net = boost::asio;
using http::Request;
using http::Response;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

net::awaitable<Response> echo(Request request) {
    std::string text = request.method + " " + request.path + " " + request.peer.name;
    for (const auto& [key, value] : request.query) {
        text.append(" ").append(key).append("=").append(value);
    }
    for (const auto& [key, value] : request.parameters) {
        text.append(" {").append(key).append("}=").append(value);
    }
    for (const auto& [key, values] : request.lists) {
        for (const auto& value : values) {
            text.append(" ").append(key).append("+=").append(value);
        }
    }
    co_return Response{.content_type = "text/plain", .body = "[" + text + " " + request.body + "]"};
}

net::awaitable<Response> throws(Request) {
    throw std::runtime_error("broken");
    co_return Response{};
}

net::awaitable<Result<void>> count(Request, http::BodyWriter& writer) {
    for (const auto* text : {"", "one\n", "", "two\n"}) {
        CO_TRY_VOID(co_await writer.write(text));
    }
    co_return Result<void>{};
}

net::awaitable<Result<void>> refuse(Request, http::BodyWriter&) {
    co_return fail(ErrorKind::invalid, "since is not a time");
}

net::awaitable<Result<void>> break_off(Request, http::BodyWriter& writer) {
    CO_TRY_VOID(co_await writer.write("one\n"));
    co_return fail(ErrorKind::io, "disk");
}

// Goes on until it is cancelled.
net::awaitable<Result<void>> follow(Request, http::BodyWriter& writer) {
    CO_TRY_VOID(co_await writer.write("one\n"));
    net::steady_timer never(co_await net::this_coro::executor,
                            std::chrono::steady_clock::time_point::max());
    co_await never.async_wait(net::use_awaitable);
    co_return Result<void>{};
}

// Goes on until it is cancelled, and then says so.
net::awaitable<Response> hang(Request) {
    net::steady_timer never(co_await net::this_coro::executor,
                            std::chrono::steady_clock::time_point::max());
    co_await never.async_wait(net::use_awaitable);
    co_return Response{};
}

std::shared_ptr<const http::Router> routes(http::Policy policy = {}) {
    using http::Role;
    std::vector<http::Route> table{
        {.method = "GET", .pattern = "/v1/node", .least = Role::node, .handler = echo},
        {.method = "GET", .pattern = "/v1/commands/{id}", .least = Role::node, .handler = echo},
        {.method = "POST", .pattern = "/v1/commands", .handler = echo, .body_limit = 16},
        {.method = "GET", .pattern = "/throws", .least = Role::node, .handler = throws},
        {.method = "GET",
         .pattern = "/hang",
         .least = Role::node,
         .handler = hang,
         .deadline = std::chrono::milliseconds(20)},
        {.method = "GET", .pattern = "/count", .least = Role::node, .handler = count},
        {.method = "GET", .pattern = "/refuse", .least = Role::node, .handler = refuse},
        {.method = "GET", .pattern = "/break", .least = Role::node, .handler = break_off},
        {.method = "GET", .pattern = "/follow", .least = Role::node, .handler = follow},
        {.method = "GET",
         .pattern = "/list",
         .least = Role::node,
         .handler = echo,
         .repeats = {"node"}}};
    return std::make_shared<http::Router>(std::move(table), std::move(policy));
}

std::shared_ptr<MemoryStream> serve(std::deque<std::string> pieces,
                                    MemoryStream::End end = MemoryStream::End::closed,
                                    http::ServerOptions options = {},
                                    http::Role role = http::Role::operator_,
                                    http::Policy policy = {}) {
    auto stream = std::make_shared<MemoryStream>(std::move(pieces), end);
    stream->role = role;
    net::io_context context(1);
    net::co_spawn(context,
                  http::serve_connection(stream, routes(std::move(policy)), options,
                                         std::make_shared<http::Activity>()),
                  [](const std::exception_ptr& thrown) { EXPECT_FALSE(thrown); });
    context.run_for(std::chrono::seconds(20));
    EXPECT_TRUE(stream->shut_down || stream->closed);
    return stream;
}

std::string get(const std::string& target, const std::string& headers = "") {
    return "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n";
}

std::string post(const std::string& body, const std::string& headers = "") {
    return "POST /v1/commands HTTP/1.1\r\nHost: h\r\nContent-Type: application/json; charset=utf-8"
           "\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
}

std::size_t answers(const std::string& written) {
    std::size_t count = 0;
    for (auto at = written.find("HTTP/1.1 "); at != std::string::npos;
         at = written.find("HTTP/1.1 ", at + 1)) {
        ++count;
    }
    return count;
}

// The status of the one answer.
int status_of(const std::string& request) {
    const auto stream = serve({request});
    EXPECT_EQ(answers(stream->written), 1U) << stream->written;
    return stream->written.size() < 12 ? 0 : std::stoi(stream->written.substr(9, 3));
}

TEST(Connection, ByteByByte) {
    std::deque<std::string> bytes;
    for (const char c : get("/v1/commands/7?a=b") + post("{\"x\":1}") + get("/v1/node")) {
        bytes.emplace_back(1, c);
    }
    const auto written = serve(std::move(bytes))->written;
    EXPECT_EQ(answers(written), 3U);
    EXPECT_THAT(written, HasSubstr("[GET /v1/commands/7 tester a=b {id}=7 ]"));
    EXPECT_THAT(written, HasSubstr("[POST /v1/commands tester {\"x\":1}]"));
}

TEST(Connection, Pipelined) {
    const auto written =
        serve({get("/v1/node") + post("{}") + get("/none") + get("/v1/node")})->written;
    EXPECT_EQ(answers(written), 4U);
    EXPECT_THAT(written, HasSubstr("HTTP/1.1 404 Not Found"));  // and the connection goes on
}

TEST(Connection, CutAnywhereEndsQuietly) {
    const auto whole = post("{\"x\":1}");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_EQ(serve({whole.substr(0, size)})->written, "") << size;
    }
}

TEST(Connection, Refusals) {
    EXPECT_EQ(status_of(get("/none")), 404);
    EXPECT_EQ(status_of("DELETE /v1/node HTTP/1.1\r\nHost: h\r\n\r\n"), 405);
    EXPECT_EQ(status_of(get("http://h/v1/node")), 400);
    EXPECT_EQ(status_of(get("/v1/%2e%2e/node")), 400);
    EXPECT_EQ(status_of("nonsense\r\n\r\n"), 400);
    EXPECT_EQ(status_of(get("/v1/node", "A: " + std::string(9000, 'a') + "\r\n")), 431);
    EXPECT_EQ(status_of(post(std::string(17, '1'))), 413);
    EXPECT_EQ(status_of(get("/v1/node", "Expect: more\r\n")), 417);
    EXPECT_EQ(status_of(get("/throws")), 500);
    EXPECT_EQ(status_of("POST /v1/commands HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}"),
              415);
    EXPECT_EQ(status_of("POST /v1/commands HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\n"
                        "Content-Length: 2\r\n\r\n{}"),
              415);
}

TEST(Connection, RefusalsTellWhatIsAllowed) {
    EXPECT_THAT(serve({"PUT /v1/node HTTP/1.1\r\nHost: h\r\n\r\n"})->written,
                HasSubstr("Allow: GET, HEAD\r\n"));
    const auto nobody =
        serve({get("/v1/node")}, MemoryStream::End::closed, {}, http::Role::none)->written;
    EXPECT_THAT(nobody, StartsWith("HTTP/1.1 401 "));
    EXPECT_THAT(nobody, HasSubstr("\"code\":\"UNAUTHENTICATED\""));
    const auto viewer =
        serve({post("{}")}, MemoryStream::End::closed, {}, http::Role::viewer)->written;
    EXPECT_THAT(viewer, StartsWith("HTTP/1.1 403 "));
    EXPECT_THAT(viewer, HasSubstr("\"code\":\"FORBIDDEN\""));
}

TEST(Connection, AnUnreadBodyIsNeverTakenForARequest) {
    const auto inner = get("/v1/node");
    const auto written =
        serve({"POST /none HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(inner.size()) +
               "\r\n\r\n" + inner})
            ->written;
    EXPECT_EQ(answers(written), 1U);
    EXPECT_THAT(written, HasSubstr("Connection: close"));
}

TEST(Connection, ExpectContinueIsAnswered) {
    const auto written = serve({post("{}", "Expect: 100-continue\r\n")})->written;
    EXPECT_THAT(written, StartsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"));
    const auto large = serve({post(std::string(17, '1'), "Expect: 100-continue\r\n")})->written;
    EXPECT_THAT(large, StartsWith("HTTP/1.1 413 "));
}

TEST(Connection, ClosesWhenAskedAndForOldClients) {
    EXPECT_EQ(answers(serve({get("/v1/node", "Connection: close\r\n") + get("/v1/node")})->written),
              1U);
    EXPECT_EQ(answers(serve({"GET /v1/node HTTP/1.0\r\n\r\n" + get("/v1/node")})->written), 1U);
    const auto capped = serve({get("/v1/node") + get("/v1/node") + get("/v1/node")},
                              MemoryStream::End::closed, {.requests_per_connection = 2});
    EXPECT_EQ(answers(capped->written), 2U);
}

TEST(Connection, HeadIsGetWithoutItsBody) {
    const std::string head = "HEAD /v1/node HTTP/1.1\r\nHost: h\r\n\r\n";
    EXPECT_EQ(serve({head})->written,
              "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: keep-alive\r\n"
              "Content-Length: 22\r\n\r\n");
    EXPECT_THAT(serve({get("/v1/node")})->written, HasSubstr("Content-Length: 22\r\n\r\n["));
    // A refusal has none either, or the client would take it for the next answer.
    const auto missing =
        serve({"HEAD /none HTTP/1.1\r\nHost: h\r\n\r\n" + get("/v1/node")})->written;
    EXPECT_THAT(missing, HasSubstr("\r\n\r\nHTTP/1.1 200 OK\r\n"));
    EXPECT_EQ(answers(missing), 2U);
    const auto stream =
        serve({"HEAD /follow HTTP/1.1\r\nHost: h\r\n\r\n"}, MemoryStream::End::silent);
    EXPECT_THAT(stream->written, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(stream->written, EndsWith("Transfer-Encoding: chunked\r\n\r\n"));
    EXPECT_THAT(
        serve({"HEAD /refuse HTTP/1.1\r\nHost: h\r\n\r\n"}, MemoryStream::End::silent)->written,
        StartsWith("HTTP/1.1 400 "));
}

TEST(Connection, OldClientsGetStreamsWithoutChunks) {
    const auto stream = serve({"GET /count HTTP/1.0\r\n\r\n"}, MemoryStream::End::silent);
    EXPECT_THAT(stream->written, Not(HasSubstr("Transfer-Encoding")));
    EXPECT_THAT(stream->written, EndsWith("Connection: close\r\n\r\none\ntwo\n"));
}

TEST(Connection, AHandlerHasADeadline) {
    const auto written = serve({get("/hang") + get("/v1/node")})->written;
    EXPECT_THAT(written, StartsWith("HTTP/1.1 504 "));
    EXPECT_THAT(written, HasSubstr("GET /hang took longer than its limit of 20 ms"));
    EXPECT_EQ(answers(written), 2U);  // the connection goes on
}

TEST(Connection, AWholeRequestThatIsRefusedIsNotWaitedFor) {
    const auto closing = serve({get("/none", "Connection: close\r\n")});
    EXPECT_EQ(closing->limits.size(), 1U);  // of the request, no more
    const auto unread = serve({"POST /none HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n"});
    EXPECT_EQ(unread->limits.size(), 2U);
}

TEST(Connection, SlowPeersAreToldOrLeft) {
    using enum MemoryStream::End;
    EXPECT_THAT(serve({get("/v1/node").substr(0, 20)}, timed_out)->written,
                StartsWith("HTTP/1.1 408 "));
    const auto body = post("{}");
    EXPECT_THAT(serve({body.substr(0, body.size() - 1)}, timed_out)->written,
                StartsWith("HTTP/1.1 408 "));
    EXPECT_EQ(serve({}, timed_out)->written, "");
    const auto idle = serve({get("/v1/node")}, timed_out, {.idle = std::chrono::milliseconds(77)});
    EXPECT_EQ(answers(idle->written), 1U);
    EXPECT_EQ(idle->limits.back().count(), 77);
}

TEST(Connection, Streams) {
    using enum MemoryStream::End;
    const auto written = serve({get("/count")}, silent)->written;
    EXPECT_THAT(written, HasSubstr("Content-Type: application/x-ndjson\r\n"));
    EXPECT_THAT(written, HasSubstr("Transfer-Encoding: chunked\r\n\r\n"
                                   "4\r\none\n\r\n4\r\ntwo\n\r\n0\r\n\r\n"));
    EXPECT_THAT(serve({get("/refuse")}, silent)->written, StartsWith("HTTP/1.1 400 "));
    const auto broken = serve({get("/break")}, silent);
    EXPECT_THAT(broken->written, HasSubstr("one\n"));
    EXPECT_THAT(broken->written, Not(HasSubstr("0\r\n\r\n")));
    EXPECT_TRUE(broken->closed);
}

TEST(Connection, AClientThatLeavesEndsItsStream) {
    const auto stream = serve({get("/follow"), "GET"}, MemoryStream::End::closed);
    EXPECT_THAT(stream->written, Not(HasSubstr("0\r\n\r\n")));
}

TEST(Connection, OnlyNamedKeysComeMoreThanOnce) {
    EXPECT_THAT(serve({get("/list?node=a&x=1&node=b")})->written,
                HasSubstr("[GET /list tester node=a x=1 node+=a node+=b ]"));
    EXPECT_EQ(status_of(get("/list?x=1&x=2")), 400);
    EXPECT_EQ(status_of(get("/v1/node?node=a&node=b")), 400);
}

TEST(Connection, APolicySaysWhoAsksAndAddsItsHeaders) {
    std::vector<std::string> answered;
    const http::Policy policy{
        .identify = [](std::string_view method, const auto& headers,
                       const http::Peer& peer) -> std::expected<http::Peer, Response> {
            const auto user = headers.find("x-user");
            if (method == "POST") {
                return std::unexpected(Response{.status = 403});
            }
            return user == headers.end()
                       ? http::Peer{}
                       : http::Peer{peer.address, user->second, http::Role::viewer};
        },
        .headers = {{"X-Policy", "strict"}},
        .answered =
            [&](std::string_view pattern, int status) {
                answered.push_back(std::string(pattern) + " " + std::to_string(status));
            }};
    const auto written = serve({get("/v1/node"), get("/nothing"), post("{}"), get("/v1/node")},
                               MemoryStream::End::closed, {}, http::Role::coordinator, policy)
                             ->written;
    EXPECT_EQ(answers(written), 3U) << "a refused body is not read on";
    const auto known = serve({get("/v1/node", "X-User: alice\r\n"), get("/count", "X-User: a\r\n")},
                             MemoryStream::End::closed, {}, http::Role::none, policy)
                           ->written;
    EXPECT_THAT(known, HasSubstr("[GET /v1/node alice ]"));
    for (const auto& text : {written, known}) {
        std::size_t seen = 0;
        for (auto at = text.find("X-Policy: strict\r\n"); at != std::string::npos;
             at = text.find("X-Policy: strict\r\n", at + 1)) {
            ++seen;
        }
        EXPECT_EQ(seen, answers(text)) << text;
    }
    EXPECT_THAT(answered,
                ::testing::ElementsAre(" 401", " 404", " 403", "/v1/node 200", "/count 200"));
}

}  // namespace
}  // namespace ballast::test
