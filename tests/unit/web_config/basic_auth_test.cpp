#include "common/web_config/basic_auth.hpp"

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "common/web_config/password_hash.hpp"

namespace ballast::web {
namespace {

namespace net = boost::asio;
using Verdict = BasicAuth::Verdict;
using Credentials = std::pair<std::string, std::string>;

// Of "secret", by libxcrypt of Debian 12.
constexpr const char* kSecret = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";

TEST(Bcrypt, IsTheOneOfOthers) {
    EXPECT_TRUE(is_bcrypt(kSecret));
    EXPECT_TRUE(matches("secret", kSecret));
    EXPECT_FALSE(matches("Secret", kSecret));
    EXPECT_FALSE(matches("", kSecret));
    EXPECT_FALSE(matches(std::string("secret\0x", 8), kSecret));
    for (const auto* none : {"", "secret", "$1$abc$def", "$2b$04$short", "*0"}) {
        EXPECT_FALSE(is_bcrypt(none)) << none;
        EXPECT_FALSE(matches("secret", none)) << none;
    }
}

TEST(BasicAuthHeader, IsReadOrNot) {
    EXPECT_EQ(read_basic("Basic YWxpY2U6c2VjcmV0"), (Credentials{"alice", "secret"}));
    EXPECT_EQ(read_basic("basic  YWxpY2U6c2VjcmV0 "), (Credentials{"alice", "secret"}));
    EXPECT_EQ(read_basic("Basic YTpiOmM="), (Credentials{"a", "b:c"}));
    EXPECT_EQ(read_basic("Basic Og=="), (Credentials{"", ""}));
    for (const auto* none : {"", "Basic", "Bearer YWxpY2U6c2VjcmV0", "Basic YWxpY2U",
                             "Basic ====", "Basic !!!!", "Basic YWxp"}) {
        EXPECT_FALSE(read_basic(none)) << none;
    }
}

class Auth : public ::testing::Test {
  protected:
    Verdict check(const std::string& authorization) {
        Verdict verdict = Verdict::busy;
        io_.restart();
        net::co_spawn(io_, auth_.check(users_, authorization),
                      [&](const std::exception_ptr&, Verdict said) { verdict = said; });
        io_.run();
        return verdict;
    }

    net::io_context io_{1};
    net::thread_pool pool_{1};
    BasicAuth::Users users_{{"alice", kSecret}};
    BasicAuth auth_{pool_};
};

TEST_F(Auth, LetsInWhoKnowsThePassword) {
    EXPECT_EQ(check("Basic YWxpY2U6c2VjcmV0"), Verdict::allowed);
    EXPECT_EQ(check("Basic YWxpY2U6c2VjcmV0"), Verdict::allowed) << "known by now";
    EXPECT_EQ(check("Basic YWxpY2U6d3Jvbmc="), Verdict::refused);
    EXPECT_EQ(check("Basic Ym9iOnNlY3JldA=="), Verdict::refused);
    EXPECT_EQ(check(""), Verdict::refused);
    users_.clear();
    EXPECT_EQ(check("Basic YWxpY2U6c2VjcmV0"), Verdict::refused) << "no user any more";
}

TEST_F(Auth, DoesNotQueueWithoutEnd) {
    int busy = 0;
    for (int i = 0; i < 40; ++i) {
        net::co_spawn(io_, auth_.check(users_, "Basic YWxpY2U6d3Jvbmc="),
                      [&](const std::exception_ptr&, Verdict said) {
                          busy += said == Verdict::busy ? 1 : 0;
                      });
    }
    io_.run();
    EXPECT_EQ(busy, 32);
}

}  // namespace
}  // namespace ballast::web
