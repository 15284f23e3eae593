#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

ExitFacts ended_with(int exit_code, bool asked, bool clean) {
    return {.node = "kafka-0", .exit_code = exit_code, .asked = asked, .clean_markers = clean};
}

TEST(EndedBySignal, InOrderAsAskedIsNoMatter) {
    EXPECT_EQ(explain_exit(ended_with(143, true, true)).finding.code, "STOPPED");
    EXPECT_EQ(explain_exit(ended_with(130, true, true)).finding.code, "STOPPED");
    auto zookeeper = ended_with(143, true, false);
    zookeeper.role = Role::zookeeper;
    EXPECT_EQ(explain_exit(zookeeper).finding.code, "STOPPED");
}

TEST(EndedBySignal, WithoutEveryMarkerIsNotCalledClean) {
    const auto verdict = explain_exit(ended_with(143, true, false));
    EXPECT_EQ(verdict.finding.code, "STOPPED_UNCLEAN");
    EXPECT_THAT(verdict.finding.reason, HasSubstr("recovers its logs"));
}

TEST(EndedBySignal, OfSomebodyElseIsStartedAgain) {
    const auto verdict = explain_exit(ended_with(143, false, true));
    EXPECT_EQ(verdict.after, AfterExit::restart);
    EXPECT_EQ(verdict.finding.code, "TERMINATED");
    EXPECT_EQ(verdict.finding.reason, "somebody else than Ballast sent it SIGTERM");
    EXPECT_THAT(verdict.finding.next_step, HasSubstr("ballast node stop kafka-0"));
    EXPECT_THAT(explain_exit(ended_with(130, false, false)).finding.reason,
                AllOf(HasSubstr("SIGINT"), HasSubstr("recovers its logs")));
}

TEST(EndedBySignal, ThatKilledItIsNamed) {
    const auto killed = explain_exit({.signal = 9});
    EXPECT_EQ(killed.finding.code, "KILLED");
    EXPECT_THAT(killed.finding.reason, StartsWith("SIGKILL, not from Ballast; the next start"));
    EXPECT_THAT(killed.finding.next_step, HasSubstr("dmesg"));
    const auto asked = explain_exit({.signal = 9, .asked = true});
    EXPECT_THAT(asked.finding.reason, HasSubstr("while it was being stopped"));
    EXPECT_THAT(asked.finding.next_step, IsEmpty());
    EXPECT_THAT(explain_exit({.signal = 7}).finding.reason, HasSubstr("SIGBUS"));
    EXPECT_THAT(explain_exit({.exit_code = 134}).finding.reason, HasSubstr("SIGABRT"));
}

TEST(EndedBySignal, InTheStartIsWhyARealBrokerHalted) {
    auto facts = test::ended(Role::kafka, 1, "broker_term_in_startup.log");
    const auto verdict = explain_exit(facts);
    EXPECT_EQ(verdict.finding.code, "STOPPED_IN_STARTUP");
    EXPECT_THAT(verdict.finding.reason, StartsWith("somebody sent it SIGTERM"));
    facts.asked = true;
    EXPECT_THAT(explain_exit(facts).finding.reason, StartsWith("a stop sent it SIGTERM"));
}

TEST(EndedBySignal, WithAReportIsACrashOfTheJvm) {
    for (const auto& facts :
         {ExitFacts{.signal = 6, .crash_report = "/log/hs_err_pid7.log"},
          ExitFacts{.exit_code = 134, .crash_report = "/log/hs_err_pid7.log"}}) {
        const auto verdict = explain_exit(facts);
        EXPECT_EQ(verdict.after, AfterExit::restart);
        EXPECT_EQ(verdict.finding.code, "JVM_CRASHED");
        EXPECT_THAT(verdict.finding.reason, HasSubstr("/log/hs_err_pid7.log"));
    }
}

}  // namespace
}  // namespace ballast::agent
