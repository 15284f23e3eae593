// A server as a web.yml says, over real sockets.
#include <gmock/gmock.h>

#include "common/web_config/guarded_server.hpp"
#include "tests/unit/http/io_fixture.hpp"

namespace ballast::web {
namespace {

namespace net = boost::asio;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Pair;

// Of "secret".
constexpr const char* kSecret = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";

class Served : public test::IoFixture {
  protected:
    void write(const std::string& text) const {
        ASSERT_TRUE(write_file_durably(file(), text, 0600));
    }
    std::filesystem::path file() const { return pki_.folder() / "web.yml"; }

    Result<void> serve(bool with_file = true) {
        server_ = std::make_unique<GuardedServer>(
            context_.get_executor(), pool_,
            GuardedServer::Inputs{
                .file = with_file ? file() : "",
                .routes = {{"GET", "/metrics", http::Role::none,
                            [](http::Request) -> net::awaitable<http::Response> {
                                co_return http::Response{.body = "up 1\n"};
                            }}},
                .period = std::chrono::milliseconds{20},
                .log = [this](const std::string& line) { log_.push_back(line); }});
        return server_->listen("127.0.0.1", 0);
    }

    http::Response ask(const tls::Context& context = nullptr, const std::string& credentials = {}) {
        http::ClientRequest request{.target = "/metrics"};
        if (!credentials.empty()) {
            request.headers.emplace_back("Authorization", "Basic " + credentials);
        }
        auto answer = run(http::request({"127.0.0.1", server_->port()}, context, request, kLong));
        return answer ? *answer : http::Response{.status = 0, .body = answer.error().message};
    }

    tls::Context client(const std::string& name) {
        return *tls::client_context(pki_.issue({.name = name, .role = tls::Role::viewer}));
    }

    test::Pki pki_;
    net::thread_pool pool_{1};
    std::vector<std::string> log_;
    std::unique_ptr<GuardedServer> server_;
};

TEST_F(Served, WithoutAFileIsOpen) {
    ASSERT_TRUE(serve(false));
    EXPECT_EQ(ask().body, "up 1\n");
}

TEST_F(Served, AsksForPasswordsAndSetsHeaders) {
    write(std::string("basic_auth_users:\n  alice: ") + kSecret +
          "\nhttp_server_config:\n  headers:\n    X-Frame-Options: deny\n");
    ASSERT_TRUE(serve());
    const auto refused = ask();
    EXPECT_EQ(refused.status, 401);
    EXPECT_THAT(refused.headers, Contains(Pair("WWW-Authenticate", "Basic")));
    EXPECT_EQ(ask(nullptr, "YWxpY2U6d3Jvbmc=").status, 401);
    const auto allowed = ask(nullptr, "YWxpY2U6c2VjcmV0");
    EXPECT_EQ(allowed.status, 200);
    EXPECT_THAT(allowed.headers, Contains(Pair("X-Frame-Options", "deny")));
}

TEST_F(Served, SpeaksTlsAndWantsCertificates) {
    const auto own =
        pki_.issue({.name = "server", .role = tls::Role::node, .addresses = {"127.0.0.1"}});
    write("tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n");
    ASSERT_TRUE(serve());
    EXPECT_EQ(ask(client("anybody")).body, "up 1\n");
    EXPECT_EQ(ask().status, 0) << "in clear";

    write(
        "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n"
        "  client_ca_file: ca.crt\n  client_auth_type: RequireAndVerifyClientCert\n"
        "  client_allowed_sans: [prometheus.example]\n");
    run_until([&] { return log_.size() == 1; });
    EXPECT_THAT(log_.back(), HasSubstr("read anew"));
    EXPECT_EQ(ask(client("anybody")).status, 0) << "not one of those that may";
    const auto prometheus = *tls::client_context(
        pki_.issue({.name = "p", .role = tls::Role::viewer, .dns_names = {"prometheus.example"}}));
    EXPECT_EQ(ask(prometheus).body, "up 1\n");
}

TEST_F(Served, GoesOnAsBeforeWhenTheFileBecomesWrong) {
    write(std::string("basic_auth_users:\n  alice: ") + kSecret + "\n");
    ASSERT_TRUE(serve());
    write("basic_auth_users: 7\n");
    run_until([&] { return log_.size() == 1; });
    EXPECT_THAT(log_.back(), HasSubstr("goes on as before, since "));
    EXPECT_THAT(log_.back(), HasSubstr("web.yml:1:19"));
    EXPECT_EQ(ask().status, 401);
    EXPECT_EQ(ask(nullptr, "YWxpY2U6c2VjcmV0").status, 200);
}

TEST_F(Served, ThatCannotBeReadAtFirstIsAnError) {
    EXPECT_EQ(serve().error().kind, ErrorKind::not_found);
    write("tls_server_config:\n  cert_file: none.crt\n  key_file: none.key\n");
    EXPECT_THAT(serve().error().message, HasSubstr("none.crt"));
}

}  // namespace
}  // namespace ballast::web
