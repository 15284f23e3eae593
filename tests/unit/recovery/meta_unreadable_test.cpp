#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

TEST(MetaUnreadable, InEveryDirIsHeldWithWhatTheFileNeeds) {
    auto facts = test::broker_with_data();
    facts.dirs.front().meta.reset();
    facts.dirs.front().meta_error = "/data/meta.properties says broker.id=x, which is no id";
    const auto verdict = decide_start(facts);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
    EXPECT_EQ(verdict->finding.code, "META_UNREADABLE");
    EXPECT_EQ(verdict->look_again, 10s);
    EXPECT_EQ(verdict->finding.reason, facts.dirs.front().meta_error);
    EXPECT_THAT(verdict->finding.next_step, HasSubstr("broker.id=0"));
}

TEST(MetaUnreadable, InOneOfSeveralIsLeftToKafka) {
    auto facts = test::broker_with_data();
    facts.dirs.push_back({.path = "/disk2", .empty = false, .meta_error = "Input/output error"});
    EXPECT_FALSE(decide_start(facts));
}

}  // namespace
}  // namespace ballast::agent
