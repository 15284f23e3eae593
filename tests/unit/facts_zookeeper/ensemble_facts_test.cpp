#include "agent/facts/ensemble_facts.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/unit/zookeeper/fake_zookeeper.hpp"

namespace ballast::agent {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;
using test::FakeZooKeeper;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string own_address(int id) {
    return fmt::format("127.{}.{}.{}", 4 + id, getpid() / 250 % 250, 1 + getpid() % 250);
}

class EnsembleFactsTest : public ::testing::Test {
  protected:
    void SetUp() override {
        identity_.role = Role::zookeeper;
        identity_.id = 1;
        for (const int id : {1, 2, 3}) {
            identity_.zookeepers.push_back({.id = id, .address = own_address(id)});
        }
    }
    EnsembleFacts gather(std::chrono::milliseconds limit = 5s) {
        return test::run(loop_, gather_ensemble(identity_, limit)).value();
    }
    static net::ip::tcp::endpoint endpoint(int id) {
        return {net::ip::make_address(own_address(id)), 2181};
    }

    net::io_context loop_;
    NodeIdentity identity_;
};

TEST_F(EnsembleFactsTest, AsksAllOthers) {
    FakeZooKeeper second(loop_, endpoint(2));
    second.say("Zookeeper version: 3.8.4\nMode: leader\nNode count: 5\n");
    FakeZooKeeper third(loop_, endpoint(3));
    third.say("Zookeeper version: 3.8.4\nMode: follower\nNode count: 5\n");
    const auto facts = gather();
    ASSERT_THAT(facts.others, SizeIs(2));
    EXPECT_EQ(facts.others[0].id, 2);
    EXPECT_TRUE(facts.others[0].leader);
    EXPECT_TRUE(facts.others[0].serving);
    EXPECT_FALSE(facts.others[1].leader);
    EXPECT_TRUE(facts.others[1].serving);
    EXPECT_TRUE(facts.others_have_quorum());
}

TEST_F(EnsembleFactsTest, SaysWhyOneDoesNotServe) {
    FakeZooKeeper second(loop_, endpoint(2));
    second.say("This ZooKeeper instance is not currently serving requests\n");
    const auto facts = gather();
    ASSERT_THAT(facts.others, SizeIs(2));
    EXPECT_FALSE(facts.others[0].serving);
    EXPECT_THAT(facts.others[0].why_not, HasSubstr("quorum"));
    EXPECT_FALSE(facts.others[1].serving);
    EXPECT_FALSE(facts.others[1].why_not.empty()) << "nothing listens";
    EXPECT_FALSE(facts.others_have_quorum());
}

TEST_F(EnsembleFactsTest, AServerOfAnotherKindIsNoMember) {
    FakeZooKeeper second(loop_, endpoint(2));
    second.say("Zookeeper version: 3.8.4\nMode: standalone\nNode count: 5\n");
    FakeZooKeeper third(loop_, endpoint(3));
    third.say("HTTP/1.1 400 Bad Request\r\n\r\n");
    const auto facts = gather();
    ASSERT_THAT(facts.others, SizeIs(2));
    EXPECT_FALSE(facts.others[0].serving);
    EXPECT_THAT(facts.others[0].why_not, HasSubstr("standalone"));
    EXPECT_FALSE(facts.others[1].serving);
    EXPECT_FALSE(facts.others[1].why_not.empty());
}

TEST_F(EnsembleFactsTest, ASilentOneDoesNotHoldUpTheRest) {
    FakeZooKeeper second(loop_, endpoint(2));
    second.faults.silent = true;
    FakeZooKeeper third(loop_, endpoint(3));
    third.say("Zookeeper version: 3.8.4\nMode: leader\n");
    const auto facts = gather(200ms);
    ASSERT_THAT(facts.others, SizeIs(2));
    EXPECT_FALSE(facts.others[0].serving);
    EXPECT_TRUE(facts.others[1].leader);
}

TEST_F(EnsembleFactsTest, ALoneServerAsksNobody) {
    identity_.zookeepers.resize(1);
    EXPECT_THAT(gather().others, IsEmpty());
}

}  // namespace
}  // namespace ballast::agent
