#include <gtest/gtest.h>

#include "agent/recovery/conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

TEST(EndedByItself, WithoutACauseThatIsKnownQuotesTheLastError) {
    const auto verdict = explain_exit(
        {.node = "kafka-0",
         .exit_code = 1,
         .recent = {
             {.level = LogLevel::error,
              .logger = "kafka.Kafka$",
              .message = "Exiting Kafka due to fatal exception during startup.",
              .stack = "org.apache.kafka.common.KafkaException: Found directory /data/x\n\tat "
                       "kafka.log.LogManager\nCaused by: java.io.IOException: the disk said no"},
             {.level = LogLevel::info, .logger = "a", .message = "shutting down"}}});
    EXPECT_EQ(verdict.after, AfterExit::restart);
    EXPECT_EQ(verdict.finding.code, "FAILED");
    EXPECT_EQ(verdict.finding.reason, "Found directory /data/x: IOException: the disk said no");
    EXPECT_EQ(verdict.finding.next_step, "ballast logs kafka-0 --level ERROR");
}

TEST(EndedByItself, IsOneLineOfBoundedLength) {
    const auto verdict = explain_exit(
        {.exit_code = 1,
         .recent = {{.level = LogLevel::error,
                     .logger = "a",
                     .message = std::string(500, 'x') + "\nsecond line"},
                    {.level = LogLevel::error, .logger = "b", .message = "Halting Kafka."}}});
    EXPECT_EQ(verdict.finding.reason, std::string(200, 'x'));
}

TEST(EndedByItself, MayHaveNoWords) {
    EXPECT_EQ(explain_exit({.exit_code = 1}).finding.reason, "without a word in its log");
}

TEST(EndedByItself, WithExit0IsUnexpectedUnlessAsked) {
    EXPECT_EQ(explain_exit({}).finding.code, "ENDED_UNASKED");
    EXPECT_EQ(explain_exit({}).after, AfterExit::restart);
    EXPECT_EQ(explain_exit({.asked = true}).finding.code, "STOPPED");
}

TEST(EndedByItself, IsNotWhatNoDictionaryHas) {
    EXPECT_EQ(explain_exit({.exit_code = 77}).finding.code, "JVM_ENDED");
    EXPECT_EQ(explain_exit({.exit_code = 255}).finding.code, "JVM_ENDED");
}

}  // namespace
}  // namespace ballast::agent
