#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/all_conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(WrongJava, IsHeldBeforeTheStart) {
    StartFacts facts;
    facts.identity.java_home = "/opt/java8";
    facts.java_version = "1.8.0_402";
    facts.java_major = 8;
    const auto verdict = kWrongJava.before_start(facts);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
    EXPECT_EQ(verdict->finding.code, "WRONG_JAVA");
    EXPECT_THAT(verdict->finding.reason,
                AllOf(HasSubstr("/opt/java8"), HasSubstr("1.8.0_402"), HasSubstr("11 or later")));
}

TEST(WrongJava, IsNoMatterFromElevenOnNorWhereItIsNotKnown) {
    StartFacts facts;
    for (const int major : {0, 11, 17, 25}) {
        facts.java_major = major;
        EXPECT_FALSE(kWrongJava.before_start(facts)) << major;
    }
}

// A class that JDK 25 compiled, run by Java 17.
TEST(WrongJava, IsSeenInTheWordsOfARealJvm) {
    const auto verdict =
        kWrongJava.after_exit(test::ended(Role::kafka, 1, "jvm_class_version.txt"));
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->after, AfterExit::hold);
    EXPECT_EQ(verdict->finding.reason, "what shall run needs Java 25, this is Java 17");
    EXPECT_FALSE(kWrongJava.after_exit(test::ended(Role::kafka, 1, "broker_port.log")));
}

}  // namespace
}  // namespace ballast::agent
