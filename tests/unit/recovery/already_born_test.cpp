#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/all_conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

TEST(AlreadyBorn, TakesTheFileOfTheBirthAway) {
    auto facts = test::zookeeper_with_data();
    facts.zookeeper.initialize_present = true;
    facts.dirs.front().empty = true;
    const auto verdict = kAlreadyBorn.before_start(facts);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::act);
    EXPECT_EQ(verdict->finding.code, "ALREADY_BORN");
    ASSERT_TRUE(verdict->action);
    EXPECT_TRUE(std::holds_alternative<RemoveInitialize>(*verdict->action));
}

TEST(AlreadyBorn, LeavesItAtABirth) {
    auto facts = test::zookeeper_with_data();
    EXPECT_FALSE(kAlreadyBorn.before_start(facts));
    facts.zookeeper.initialize_present = true;
    facts.identity.birth = true;
    EXPECT_FALSE(kAlreadyBorn.before_start(facts));
}

}  // namespace
}  // namespace ballast::agent
