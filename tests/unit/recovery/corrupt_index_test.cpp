#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::optional<Finding> first_in(const std::string& fixture) {
    for (const auto& entry : test::recorded(std::string(RECOVERY_FIXTURES) + "/" + fixture)) {
        if (auto finding = find_in_log(entry)) {
            return finding;
        }
    }
    return std::nullopt;
}

TEST(CorruptIndex, ThatRefusesAnAppendNamesTheFileAndTheFolder) {
    const std::string folder = "/srv/demo/kafka-0/volume/data/orders-0";
    for (const auto& [fixture, file] :
         {std::pair{"broker_index_append.log", "/00000000000000004096.index"},
          std::pair{"broker_timeindex_append.log", "/00000000000000004096.timeindex"}}) {
        const auto finding = first_in(fixture);
        ASSERT_TRUE(finding) << fixture;
        EXPECT_EQ(finding->code, "CORRUPT_INDEX");
        EXPECT_EQ(finding->reason, "the index " + folder + file +
                                       " is damaged, and records cannot be written to orders-0");
        EXPECT_THAT(finding->next_step,
                    AllOf(HasSubstr("another replica of orders-0"), HasSubstr(folder)));
    }
}

TEST(CorruptIndex, ThatKafkaMadeAnewIsToldAsSuch) {
    for (const char* fixture : {"broker_index_rebuilt.log", "broker_index_gone.log"}) {
        const auto finding = first_in(fixture);
        ASSERT_TRUE(finding) << fixture;
        EXPECT_EQ(finding->code, "INDEX_REBUILT");
        EXPECT_EQ(finding->reason,
                  "Kafka made the index files of "
                  "/srv/demo/kafka-0/volume/data/orders-0/00000000000000002048.log anew");
    }
}

TEST(CorruptIndex, WhoseSegmentHasTheSameOffsetsTwiceIsHeld) {
    const auto verdict =
        explain_exit(test::ended(Role::kafka, 1, "broker_overlapping_offsets.log"));
    EXPECT_EQ(verdict.after, AfterExit::hold);
    EXPECT_EQ(verdict.finding.code, "CORRUPT_INDEX");
    EXPECT_THAT(verdict.finding.reason, HasSubstr("00000000000000004096.index"));
    EXPECT_THAT(verdict.finding.next_step, AllOf(HasSubstr("/orders-0 out of the log dir"),
                                                 HasSubstr("ballast node start kafka-0")));
}

}  // namespace
}  // namespace ballast::agent
