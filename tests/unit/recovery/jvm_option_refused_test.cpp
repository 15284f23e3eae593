#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/all_conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using ::testing::HasSubstr;

struct Refusal {
    std::string file;  // of this folder's fixtures, or of those of the logs
    std::string sentence;
};

class JvmOptionRefused : public ::testing::TestWithParam<Refusal> {};

TEST_P(JvmOptionRefused, HoldsWithTheSentenceOfARealJvm) {
    const auto verdict = kJvmOptionRefused.after_exit(test::ended(Role::kafka, 1, GetParam().file));
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->after, AfterExit::hold);
    EXPECT_EQ(verdict->finding.code, "JVM_OPTION_REFUSED");
    EXPECT_EQ(verdict->finding.reason, "the JVM refuses to start: " + GetParam().sentence);
    EXPECT_THAT(verdict->finding.next_step, HasSubstr("kafka.jvm"));
}

INSTANTIATE_TEST_SUITE_P(
    Recorded, JvmOptionRefused,
    ::testing::Values(
        Refusal{"../../logs/fixtures/bad_flag.stderr", "Unrecognized VM option 'NoSuch=1'"},
        Refusal{"jvm_no_room.txt",
                "Could not reserve enough space for 10485758951424KB object heap"},
        Refusal{"jvm_heap_order.txt",
                "Initial heap size set to a larger value than the maximum heap size"},
        Refusal{"jvm_no_agent.txt",
                "Error opening zip file or JAR manifest missing : /srv/no-agent.jar; agent library "
                "failed to init: instrument"},
        Refusal{"jvm_bad_log.txt",
                "[0.000s][error][logging] Error opening log file '/nonexist/x.log': No such file "
                "or directory; [0.000s][error][logging] Initialization of output "
                "'file=/nonexist/x.log' using options '(null)' failed.; Invalid -Xlog option "
                "'-Xlog:gc*:file=/nonexist/x.log', see error log for details."}));

TEST(JvmOptionRefusedElsewhere, IsNotSeen) {
    EXPECT_FALSE(kJvmOptionRefused.after_exit(test::ended(Role::kafka, 1, "broker_port.log")));
    EXPECT_FALSE(
        kJvmOptionRefused.after_exit(test::ended(Role::kafka, 1, "jvm_class_version.txt")));
    EXPECT_FALSE(kJvmOptionRefused.after_exit(
        test::ended(Role::kafka, 1, "../../logs/fixtures/no_memory.stderr")));
    EXPECT_FALSE(kJvmOptionRefused.after_exit({.exit_code = 1}));
}

// What the last life wrote stands before it.
TEST(JvmOptionRefusedAgain, TellsEachLineOnceAndNothingOfTheLifeBefore) {
    auto facts = test::ended(Role::zookeeper, 1, "zookeeper_crc.log");
    for (int attempt = 0; attempt < 2; ++attempt) {
        const auto refused = test::ended(Role::zookeeper, 1, "jvm_heap_order.txt").recent;
        facts.recent.insert(facts.recent.end(), refused.begin(), refused.end());
    }
    const auto verdict = kJvmOptionRefused.after_exit(facts);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->finding.reason,
              "the JVM refuses to start: Initial heap size set to a larger value than the maximum "
              "heap size");
    EXPECT_THAT(verdict->finding.next_step, HasSubstr("zookeeper.jvm"));
}

}  // namespace
}  // namespace ballast::agent
