#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;

StartFacts two_dirs(MetaProperties second) {
    auto facts = test::broker_with_data();
    facts.dirs.push_back({.path = "/disk2", .empty = false, .meta = std::move(second)});
    return facts;
}

TEST(LogDirsDiffer, ByClusterOrByBrokerAreHeldWithBothSides) {
    for (const auto& [meta, words] :
         {std::pair{MetaProperties{.cluster_id = "9xQ", .broker_id = 0}, "broker 0, cluster 9xQ"},
          std::pair{MetaProperties{.cluster_id = "w4F", .broker_id = 7},
                    "broker 7, cluster w4F"}}) {
        const auto verdict = decide_start(two_dirs(meta));
        ASSERT_TRUE(verdict);
        EXPECT_EQ(verdict->step, StartStep::hold);
        EXPECT_EQ(verdict->finding.code, "LOG_DIRS_DIFFER");
        EXPECT_EQ(verdict->look_again, 10s);
        EXPECT_THAT(verdict->finding.reason,
                    AllOf(HasSubstr("/data is of broker 0, cluster w4F"),
                          HasSubstr(std::string("/disk2 is of ") + words)));
    }
}

TEST(LogDirsDiffer, IsNothingWhereTheyAgreeOrOneIsNew) {
    EXPECT_FALSE(decide_start(two_dirs({.cluster_id = "w4F", .broker_id = 0})));
    auto facts = test::broker_with_data();
    facts.dirs.push_back({.path = "/new"});
    EXPECT_FALSE(decide_start(facts));
}

TEST(LogDirsDiffer, IsSeenInTheLastWordsOfKafka36) {
    const auto verdict = explain_exit(test::ended(Role::kafka, 1, "broker_dirs_differ_3.6.log"));
    EXPECT_EQ(verdict.finding.code, "LOG_DIRS_DIFFER");
    EXPECT_EQ(verdict.after, AfterExit::restart);
}

TEST(LogDirsDiffer, IsOneOfTheIdsInTheLastWordsOfLaterKafkas) {
    const auto verdict = explain_exit(test::ended(Role::kafka, 1, "broker_dirs_differ.log"));
    EXPECT_EQ(verdict.finding.code, "CLUSTER_ID_MISMATCH");
    EXPECT_THAT(verdict.finding.reason, HasSubstr("/srv/demo/kafka-0/disk2/meta.properties"));
}

}  // namespace
}  // namespace ballast::agent
