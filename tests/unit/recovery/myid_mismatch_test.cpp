#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/all_conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(MyidMismatch, NamesTheOwnerOfTheVolume) {
    auto facts = test::zookeeper_with_data();
    facts.zookeeper.myid = "2";
    const auto verdict = kMyidMismatch.before_start(facts);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
    EXPECT_FALSE(verdict->action);
    EXPECT_EQ(verdict->finding.code, "MYID_MISMATCH");
    EXPECT_THAT(verdict->finding.reason,
                AllOf(HasSubstr("/data/myid says '2'"), HasSubstr("this node is zookeeper-1"),
                      HasSubstr("zookeeper-2 at 127.10.1.2")));
}

TEST(MyidMismatch, IsSaidOfAStrangersVolumeAndOfNoNumber) {
    auto facts = test::zookeeper_with_data();
    for (const auto* text : {"7", "a", "01"}) {
        facts.zookeeper.myid = text;
        const auto verdict = kMyidMismatch.before_start(facts);
        ASSERT_TRUE(verdict) << text;
        EXPECT_THAT(verdict->finding.reason, HasSubstr("no server of this ensemble"));
    }
}

TEST(MyidMismatch, IsNoMatterWithTheRightIdOrNoFile) {
    auto facts = test::zookeeper_with_data();
    EXPECT_FALSE(kMyidMismatch.before_start(facts));
    facts.zookeeper.myid.clear();
    EXPECT_FALSE(kMyidMismatch.before_start(facts));
}

}  // namespace
}  // namespace ballast::agent
