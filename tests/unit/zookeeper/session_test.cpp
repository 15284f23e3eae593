#include "common/zookeeper/session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/zookeeper/fake_zookeeper.hpp"

namespace ballast::zookeeper {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;
using namespace std::string_literals;
using test::FakeZooKeeper;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class SessionTest : public ::testing::Test {
  protected:
    net::io_context loop_;
    FakeZooKeeper server_{loop_};

    Result<Session> open(std::vector<ServerAddress> servers, std::chrono::milliseconds limit = 5s) {
        auto session = test::run(loop_, Session::open(std::move(servers), limit));
        return session ? *std::move(session) : fail(ErrorKind::internal, "the test's time is over");
    }
    Session open() { return open({{"127.0.0.1", server_.port()}}).value(); }
    Result<std::optional<Znode>> get(Session& session, const std::string& path) {
        return test::run(loop_, session.get(path, 5s)).value();
    }
    void close(Session& session) {
        const auto ended = [](Session& open) -> net::awaitable<bool> {
            co_await open.close();
            co_return true;
        };
        EXPECT_TRUE(test::run(loop_, ended(session)));
    }
    std::uint16_t closed_port() {
        return net::ip::tcp::acceptor(loop_, {net::ip::make_address("127.0.0.1"), 0})
            .local_endpoint()
            .port();
    }
};

TEST_F(SessionTest, ReadsZnodesAndEndsItself) {
    server_.put("/a", "{}", 0x1000ab);
    server_.put("/a/b", "");
    server_.put("/a/c", "");
    server_.put("/a/c/d", "");
    auto session = open();
    EXPECT_TRUE(test::run(loop_, session.sync(5s)).value());
    const auto znode = get(session, "/a");
    ASSERT_TRUE(znode && *znode);
    EXPECT_EQ((*znode)->data, "{}");
    EXPECT_EQ((*znode)->stat.owner_session, 0x1000abU);
    const auto none = get(session, "/none");
    ASSERT_TRUE(none);
    EXPECT_FALSE(*none);
    const auto children = test::run(loop_, session.children("/a", 5s)).value();
    ASSERT_TRUE(children && *children);
    EXPECT_THAT(**children, UnorderedElementsAre("b", "c"));
    EXPECT_FALSE(*test::run(loop_, session.children("/none", 5s)).value());
    close(session);
    EXPECT_THAT(server_.asked, ElementsAre("sync /", "get /a", "get /none", "children /a",
                                           "children /none", "close"));
}

TEST_F(SessionTest, ManyAreAskedAtATime) {
    std::vector<std::string> paths;
    for (int i = 0; i < 150; ++i) {
        paths.push_back("/" + std::to_string(i));
        server_.put(paths.back(), paths.back());
    }
    server_.faults.answers_after = 64;
    server_.faults.requests = paths.size();
    auto session = open();
    const auto znodes = test::run(loop_, session.get_all(paths, 5s)).value();
    ASSERT_TRUE(znodes) << znodes.error().message;
    ASSERT_THAT(*znodes, SizeIs(paths.size()));
    for (std::size_t i = 0; i < paths.size(); ++i) {
        EXPECT_EQ((*znodes)[i]->data, paths[i]);
    }
    EXPECT_FALSE(server_.asked_too_much);
}

TEST_F(SessionTest, NothingIsAskedForNothing) {
    auto session = open();
    EXPECT_THAT(test::run(loop_, session.get_all({}, 5s)).value().value(), SizeIs(0));
}

TEST_F(SessionTest, PassesOverWhatItDidNotAskFor) {
    server_.put("/a", "data");
    server_.faults.speaks_unasked = true;
    auto session = open();
    EXPECT_EQ(get(session, "/a").value().value().data, "data");
}

TEST_F(SessionTest, AReplyToAnotherRequestIsAnError) {
    server_.faults.xid_shift = 1;
    auto session = open();
    EXPECT_EQ(get(session, "/a").error().code, "BAD_FRAME");
    EXPECT_EQ(get(session, "/a").error().kind, ErrorKind::unreachable)
        << "the connection is closed";
}

TEST_F(SessionTest, AnErrorHasItsNameAndItsPath) {
    server_.faults.error = -102;
    auto session = open();
    const auto refused = get(session, "/secret");
    EXPECT_EQ(refused.error().code, "NO_AUTH");
    EXPECT_THAT(refused.error().message, HasSubstr("/secret"));
}

TEST_F(SessionTest, BytesThatAreNoFrameAreAnError) {
    for (const auto& bytes : {"\x7f\xff\xff\xff"s, "HTTP/1.1 400 Bad Request\r\n"s, "\0\0\0\2ab"s,
                              "\0\0\0\x10\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0"s}) {
        server_.faults.instead = bytes;
        auto session = open();
        EXPECT_EQ(get(session, "/a").error().code, "BAD_FRAME");
    }
}

TEST_F(SessionTest, ASilentServerIsGivenUp) {
    auto session = open();
    server_.faults.silent_after = 0;
    const auto late = test::run(loop_, session.get("/a", 30ms)).value();
    EXPECT_EQ(late.error().kind, ErrorKind::timed_out);
}

TEST_F(SessionTest, TriesTheNextServer) {
    FakeZooKeeper silent(loop_);
    silent.faults.silent = true;
    FakeZooKeeper refusing(loop_);
    refusing.faults.refuses_sessions = true;
    for (int i = 0; i < 8; ++i) {
        EXPECT_TRUE(open({{"127.0.0.1", closed_port()},
                          {"127.0.0.1", silent.port()},
                          {"127.0.0.1", refusing.port()},
                          {"127.0.0.1", server_.port()}},
                         400ms));
    }
}

TEST_F(SessionTest, SaysWhyThereIsNone) {
    EXPECT_EQ(open({{"127.0.0.1", closed_port()}}).error().code, "CONNECTION_REFUSED");
    EXPECT_EQ(open({{"zk.example", 2181}}).error().kind, ErrorKind::invalid);
    EXPECT_EQ(open({}).error().kind, ErrorKind::invalid);
    server_.faults.refuses_sessions = true;
    EXPECT_EQ(open({{"127.0.0.1", server_.port()}}).error().code, "REFUSED");
    server_.faults.silent = true;
    EXPECT_EQ(open({{"127.0.0.1", server_.port()}}, 30ms).error().kind, ErrorKind::timed_out);
}

}  // namespace
}  // namespace ballast::zookeeper
