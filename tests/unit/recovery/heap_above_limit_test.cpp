#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "agent/recovery/all_conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::int64_t kMebi = std::int64_t{1} << 20U;

StartFacts with(std::int64_t heap, std::int64_t limit) {
    StartFacts facts;
    facts.heap_bytes = heap;
    facts.memory_limit = limit;
    return facts;
}

TEST(HeapAboveLimit, IsHeldWithBothNumbersAndWhatWouldBeRight) {
    const auto verdict = kHeapAboveLimit.before_start(with(900 * kMebi, 1000 * kMebi));
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
    EXPECT_EQ(verdict->finding.code, "HEAP_ABOVE_LIMIT");
    EXPECT_THAT(verdict->finding.reason,
                AllOf(HasSubstr("heap of 900 MiB is 90 %"), HasSubstr("limit of 1000 MiB")));
    EXPECT_THAT(verdict->finding.next_step, AllOf(HasSubstr("kafka.jvm.heap to at most 850Mi"),
                                                  HasSubstr("the limit to 1059Mi")));
}

TEST(HeapAboveLimit, IsNoMatterBelowIt) {
    EXPECT_FALSE(kHeapAboveLimit.before_start(with(850 * kMebi, 1000 * kMebi)));
    EXPECT_FALSE(kHeapAboveLimit.before_start(with(900 * kMebi, 1059 * kMebi)));
    EXPECT_FALSE(kHeapAboveLimit.before_start(with(6 * 1024 * kMebi, 0)));
}

TEST(HeapAboveLimit, HoldsForHugeNumbers) {
    constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
    EXPECT_TRUE(kHeapAboveLimit.before_start(with(kMost, kMost)));
    EXPECT_TRUE(kHeapAboveLimit.before_start(with(kMost, 1)));
}

}  // namespace
}  // namespace ballast::agent
