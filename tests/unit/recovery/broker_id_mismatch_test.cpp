#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

TEST(BrokerIdMismatch, NamesTheOwnerOfTheVolume) {
    auto facts = test::broker_with_data();
    facts.dirs.front().meta->broker_id = 2;
    const auto verdict = decide_start(facts);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
    EXPECT_EQ(verdict->finding.code, "BROKER_ID_MISMATCH");
    EXPECT_EQ(verdict->look_again, 10s);
    EXPECT_EQ(verdict->finding.reason,
              "/data is the volume of kafka-2 (broker.id 2), this node is kafka-0 (broker.id 0)");
    EXPECT_THAT(verdict->finding.next_step, HasSubstr("do not edit meta.properties"));
}

TEST(BrokerIdMismatch, IsNothingForItsOwnOrAnUnknownId) {
    auto facts = test::broker_with_data();
    EXPECT_FALSE(decide_start(facts));
    facts.dirs.front().meta->broker_id.reset();
    EXPECT_FALSE(decide_start(facts));
}

TEST(BrokerIdMismatch, IsSeenInTheLastWordsOfNewAndOldKafkas) {
    for (const char* fixture : {"broker_id.log", "broker_id_3.6.log"}) {
        const auto verdict = explain_exit(test::ended(Role::kafka, 1, fixture));
        EXPECT_EQ(verdict.finding.code, "BROKER_ID_MISMATCH") << fixture;
        EXPECT_EQ(verdict.after, AfterExit::restart);
        EXPECT_THAT(verdict.finding.reason, HasSubstr("7"));
    }
}

}  // namespace
}  // namespace ballast::agent
