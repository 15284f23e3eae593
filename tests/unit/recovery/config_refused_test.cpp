#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(ConfigRefused, IsHeldWithTheSentenceOfKafka) {
    for (const auto& [fixture, words] :
         {std::pair{"broker_config_value.log",
                    "kafka refuses its configuration: Invalid value abc for configuration "
                    "log.retention.hours: Not a number of type INT"},
          std::pair{"broker_config_listeners.log",
                    "kafka refuses its configuration: IllegalArgumentException: requirement "
                    "failed: If you have two "
                    "listeners on the same port"},
          std::pair{"broker_config_ssl.log",
                    "kafka refuses its configuration: SSL key store is specified, but key store "
                    "password is not specified."},
          std::pair{"broker_config_class.log",
                    "kafka refuses its configuration: there is no class no.such.Authorizer"}}) {
        const auto verdict = explain_exit(test::ended(Role::kafka, 1, fixture));
        EXPECT_EQ(verdict.after, AfterExit::hold) << fixture;
        EXPECT_EQ(verdict.finding.code, "CONFIG_REFUSED");
        EXPECT_THAT(verdict.finding.reason, StartsWith(words));
        EXPECT_THAT(verdict.finding.next_step, HasSubstr("ballast node start kafka-0"));
    }
}

TEST(ConfigRefused, IsZooKeepersExit2) {
    for (const auto& [fixture, words] :
         {std::pair{"zookeeper_config_value.log", "For input string: \"abc\""},
          std::pair{"zookeeper_config_myid.log", "serverid x is not a number"}}) {
        const auto verdict = explain_exit(test::ended(Role::zookeeper, 2, fixture));
        EXPECT_EQ(verdict.after, AfterExit::hold) << fixture;
        EXPECT_EQ(verdict.finding.code, "CONFIG_REFUSED");
        EXPECT_THAT(verdict.finding.reason, HasSubstr(words));
    }
}

TEST(ConfigRefused, IsNotEveryFailedStart) {
    for (const char* fixture : {"broker_lock.log", "broker_stale.log", "broker_no_zookeeper.log"}) {
        EXPECT_FALSE(kConfigRefused.after_exit(test::ended(Role::kafka, 1, fixture))) << fixture;
    }
}

}  // namespace
}  // namespace ballast::agent
