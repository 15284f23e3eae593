#include "agent/relay/zookeeper_relay.hpp"

#include <gmock/gmock.h>
#include <json/json.h>

#include "common/json.hpp"
#include "tests/unit/relay/agent_listener.hpp"

namespace ballast::agent {
namespace {

namespace net = boost::asio;
using test::kAwait;
using test::run;
using namespace std::chrono_literals;

constexpr const char* kLeaderSrvr =
    "Zookeeper version: 3.8.4-9316c2a7a97e1666d8f4593f34dd6fc36ecc436c, built on 2024-02-12\n"
    "Latency min/avg/max: 0/0.5/12\nReceived: 10\nSent: 11\nConnections: 3\nOutstanding: 1\n"
    "Zxid: 0x500000002\nMode: leader\nNode count: 42\n";
constexpr const char* kLeaderMntr =
    "zk_version\t3.8.4\nzk_server_state\tleader\nzk_synced_followers\t2\nzk_pending_syncs\t0\n";

// Answers each word with its text; without one it says nothing and keeps the connection.
class WordServer {
  public:
    WordServer(net::io_context& io, std::map<std::string, std::string> answers)
        : acceptor_(io, {net::ip::make_address("127.0.0.1"), 0}), answers_(std::move(answers)) {
        net::co_spawn(io, serve(),
                      [](const std::exception_ptr& failure) { EXPECT_FALSE(failure); });
    }
    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  private:
    net::ip::tcp::acceptor acceptor_;
    std::map<std::string, std::string> answers_;
    std::vector<net::ip::tcp::socket> silent_;

    net::awaitable<void> serve() {
        while (true) {
            auto [code, socket] = co_await acceptor_.async_accept(kAwait);
            if (code) {
                co_return;
            }
            std::string word(4, '\0');
            (void)co_await net::async_read(socket, net::buffer(word), kAwait);
            const auto answer = answers_.find(word);
            if (answer == answers_.end()) {
                silent_.push_back(std::move(socket));
                continue;
            }
            (void)co_await net::async_write(socket, net::buffer(answer->second), kAwait);
        }
    }
};

class ZooKeeperRelay : public ::testing::Test {
  protected:
    Result<Json::Value> ask(std::map<std::string, std::string> answers) {
        const WordServer server(io_, std::move(answers));
        const auto status = run(io_, ask_zookeeper("127.0.0.1", server.port(), 300ms)).value();
        if (!status) {
            return std::unexpected(status.error());
        }
        return to_json_value(*status);
    }
    net::io_context io_{1};
};

TEST_F(ZooKeeperRelay, TellsWhatALeaderSays) {
    const auto told = ask({{"srvr", kLeaderSrvr}, {"mntr", kLeaderMntr}});
    ASSERT_TRUE(told) << told.error().message;
    const auto wanted = parse_json(
        R"({"serving":true,"mode":"leader",
            "version":"3.8.4-9316c2a7a97e1666d8f4593f34dd6fc36ecc436c, built on 2024-02-12",
            "zxid":"0x500000002","latency_min_ms":0.0,"latency_avg_ms":0.5,"latency_max_ms":12.0,
            "received":10,"sent":11,"connections":3,"outstanding":1,"node_count":42,
            "synced_followers":2,"pending_syncs":0})");
    ASSERT_TRUE(wanted);
    EXPECT_EQ(to_json(*told), to_json(*wanted));
}

TEST_F(ZooKeeperRelay, FollowersOfALeaderThatDoesNotTellThemAreNotKnown) {
    const auto told = ask({{"srvr", kLeaderSrvr}});
    ASSERT_TRUE(told);
    EXPECT_EQ((*told)["mode"].asString(), "leader");
    EXPECT_TRUE((*told)["synced_followers"].isNull());
}

TEST_F(ZooKeeperRelay, AServerWithoutAQuorumIsAnAnswer) {
    const auto told =
        ask({{"srvr", "This ZooKeeper instance is not currently serving requests\n"}});
    ASSERT_TRUE(told) << told.error().message;
    EXPECT_FALSE((*told)["serving"].asBool());
}

TEST_F(ZooKeeperRelay, BadAndMissingAnswersHaveCodes) {
    EXPECT_EQ(ask({}).error().code, "ZOOKEEPER_SILENT");
    EXPECT_EQ(ask({{"srvr", "HTTP/1.1 400 Bad Request\r\n\r\n"}}).error().code, "BAD_ANSWER");
    EXPECT_EQ(ask({{"srvr", std::string(200'000, 'x')}}).error().code, "BAD_ANSWER");
    EXPECT_EQ(run(io_, ask_zookeeper("127.0.0.1", 1, 300ms)).value().error().code,
              "ZOOKEEPER_DOWN");
}

}  // namespace
}  // namespace ballast::agent
