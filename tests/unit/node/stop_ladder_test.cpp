#include "agent/node/stop_ladder.hpp"

#include <gtest/gtest.h>

namespace ballast::agent {
namespace {

using std::chrono::seconds;

const SteadyTime kAsked{seconds{1000}};

StopFacts serving_broker() {
    return {.role = Role::kafka, .jvm_known = true, .served = true, .asked = kAsked};
}

TEST(StopLadder, AServingBrokerGetsTermAtOnce) {
    EXPECT_EQ(next_stop_step(serving_broker(), kAsked).step, StopStep::term);
}

TEST(StopLadder, AStartingBrokerIsWaitedForUpToALimit) {
    auto facts = serving_broker();
    facts.served = false;
    const auto early = next_stop_step(facts, kAsked + seconds{1});
    EXPECT_EQ(early.step, StopStep::wait);
    EXPECT_EQ(early.look_again, kAsked + kStartGrace);
    EXPECT_EQ(next_stop_step(facts, kAsked + kStartGrace).step, StopStep::term);
}

TEST(StopLadder, AStartingZooKeeperNeedsNoWait) {
    auto facts = serving_broker();
    facts.role = Role::zookeeper;
    facts.served = false;
    EXPECT_EQ(next_stop_step(facts, kAsked).step, StopStep::term);
}

TEST(StopLadder, NothingIsSentToAnUnknownJvm) {
    auto facts = serving_broker();
    facts.jvm_known = false;
    EXPECT_EQ(next_stop_step(facts, kAsked + seconds{500}).step, StopStep::wait);
}

TEST(StopLadder, NeverKillsByItself) {
    auto facts = serving_broker();
    facts.term_sent = kAsked;
    const auto decision = next_stop_step(facts, kAsked + std::chrono::hours{24});
    EXPECT_EQ(decision.step, StopStep::wait);
    EXPECT_FALSE(decision.look_again);
}

TEST(StopLadder, KillsOnceAfterTheTimeThatWasGiven) {
    auto facts = serving_broker();
    facts.term_sent = kAsked;
    facts.force_after = seconds{30};
    EXPECT_EQ(next_stop_step(facts, kAsked + seconds{29}).look_again, kAsked + seconds{30});
    EXPECT_EQ(next_stop_step(facts, kAsked + seconds{30}).step, StopStep::kill);
    facts.kill_sent = true;
    EXPECT_EQ(next_stop_step(facts, kAsked + seconds{31}).step, StopStep::wait);
}

}  // namespace
}  // namespace ballast::agent
