#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using ::testing::HasSubstr;

TEST(RecoveryCutData, IsSeenInTheLogOfRealBrokers) {
    for (const char* fixture : {"broker_cut.log", "broker_cut_3.7.log"}) {
        std::vector<Finding> all;
        for (const auto& entry : test::recorded(std::string(RECOVERY_FIXTURES) + "/" + fixture)) {
            if (auto finding = find_in_log(entry)) {
                all.push_back(*std::move(finding));
            }
        }
        ASSERT_EQ(all.size(), 1U) << fixture;
        EXPECT_EQ(all.front().code, "RECOVERY_CUT_DATA");
        EXPECT_EQ(all.front().reason,
                  "the recovery threw away the end of orders-0: Corruption found in segment 4096, "
                  "truncating to offset 4480");
        EXPECT_THAT(all.front().next_step, HasSubstr("where orders-0 had another in-sync replica"));
    }
}

TEST(RecoveryCutData, IsAlsoASegmentThatWasDeletedAsAWhole) {
    const auto entries = test::recorded(std::string(RECOVERY_FIXTURES) + "/broker_heap.log");
    const auto deleted = std::ranges::find_if(entries, [](const LogEntry& entry) {
        return entry.message.contains("Found invalid offset during recovery");
    });
    ASSERT_NE(deleted, entries.end());
    const auto finding = find_in_log(*deleted);
    ASSERT_TRUE(finding);
    EXPECT_THAT(finding->reason, HasSubstr("Deleting the corrupt segment"));
}

}  // namespace
}  // namespace ballast::agent
