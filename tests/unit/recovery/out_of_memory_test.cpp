#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(OutOfMemory, IsExit3WithTheJvmsFarewell) {
    const auto verdict = explain_exit(test::ended(Role::kafka, 3, "broker_heap.log"));
    EXPECT_EQ(verdict.after, AfterExit::restart);
    EXPECT_EQ(verdict.finding.code, "OUT_OF_MEMORY");
    EXPECT_EQ(verdict.finding.reason, "it ran out of memory (Java heap space)");
    EXPECT_THAT(verdict.finding.next_step, HasSubstr("kafka.jvm.heap"));
}

TEST(OutOfMemory, IsExit1OfAStartThatFailedForIt) {
    const auto verdict = explain_exit(test::ended(Role::kafka, 1, "broker_heap_exit_1.log"));
    EXPECT_EQ(verdict.finding.code, "OUT_OF_MEMORY");
    EXPECT_EQ(verdict.finding.reason, "it ran out of memory (Java heap space)");
}

TEST(OutOfMemory, OfAZooKeeperServerNeedsTheJvmsWords) {
    auto facts = test::ended(Role::zookeeper, 3, "broker_heap.log");
    EXPECT_EQ(explain_exit(facts).finding.code, "OUT_OF_MEMORY");
    facts.recent.clear();
    EXPECT_EQ(explain_exit(facts).finding.code, "ZOOKEEPER_FAILED");
}

TEST(OutOfMemory, OfThreadsDoesNotAskForAHeap) {
    ExitFacts facts{.exit_code = 3,
                    .recent = {{.logger = "stdout",
                                .message = "Terminating due to java.lang.OutOfMemoryError: unable "
                                           "to create native thread: possibly out of memory or "
                                           "process/resource limits reached"}}};
    EXPECT_THAT(explain_exit(facts).finding.next_step,
                AllOf(HasSubstr("ulimit -u"), Not(HasSubstr("jvm.heap"))));
}

TEST(OutOfMemory, OfTheMachineIsTheKernelsKill) {
    for (auto facts : {ExitFacts{.signal = 9, .oom_killed = true},
                       ExitFacts{.exit_code = 137, .oom_killed = true}}) {
        EXPECT_EQ(explain_exit(facts).finding.code, "KERNEL_OUT_OF_MEMORY");
        facts.oom_killed = false;
        EXPECT_EQ(explain_exit(facts).finding.code, "KILLED");
    }
}

}  // namespace
}  // namespace ballast::agent
