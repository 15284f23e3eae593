#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/all_conditions.hpp"
#include "tests/unit/recovery/recorded.hpp"

namespace ballast::agent {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

ExitFacts failed_start() {
    return {.role = Role::kafka,
            .exit_code = 1,
            .recent = test::recorded(std::string(LOG_FIXTURES) + "/broker_failed_start.log")};
}

StartFacts registered(std::chrono::milliseconds seen_for) {
    StartFacts facts;
    facts.cluster.known = true;
    facts.cluster.registration = {
        .owner_session = 0x1000ab, .endpoint = "127.10.2.1:9092", .seen_for = seen_for};
    return facts;
}

TEST(StaleRegistration, IsSeenInTheLogOfARealBrokerThatWasKilledAndStartedAgain) {
    const auto facts = failed_start();
    ASSERT_FALSE(facts.recent.empty());
    const auto verdict = kStaleRegistration.after_exit(facts);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->after, AfterExit::excused);
    EXPECT_EQ(verdict->finding.code, "STALE_REGISTRATION");
}

TEST(StaleRegistration, DoesNotExcuseTheEndOfABrokerThatServed) {
    auto facts = failed_start();
    facts.served = true;
    EXPECT_FALSE(kStaleRegistration.after_exit(facts));
}

TEST(StaleRegistration, IsNotSeenWithoutItsLine) {
    auto facts = failed_start();
    std::erase_if(facts.recent, [](const LogEntry& entry) {
        return entry.message.contains("creating ephemeral");
    });
    EXPECT_FALSE(kStaleRegistration.after_exit(facts));
}

TEST(StaleRegistration, IsWaitedOutBeforeTheStart) {
    const auto verdict = kStaleRegistration.before_start(registered(5s));
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::wait);
    EXPECT_LE(verdict->look_again, 1s);
    EXPECT_THAT(verdict->finding.reason, HasSubstr("0x1000ab"));
}

TEST(StaleRegistration, ThatIsKeptAliveBelongsToAnotherBroker) {
    const auto verdict = kStaleRegistration.before_start(registered(40s));
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
    EXPECT_EQ(verdict->finding.code, "BROKER_ID_IN_USE");
    EXPECT_THAT(verdict->finding.reason, HasSubstr("127.10.2.1:9092"));
}

TEST(StaleRegistration, IsNotAssumedWhereZooKeeperDidNotAnswer) {
    EXPECT_FALSE(kStaleRegistration.before_start({}));
    StartFacts none;
    none.cluster.known = true;
    EXPECT_FALSE(kStaleRegistration.before_start(none));
}

}  // namespace
}  // namespace ballast::agent
