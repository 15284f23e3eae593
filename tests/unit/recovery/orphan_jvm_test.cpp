#include <gtest/gtest.h>

#include "agent/recovery/all_conditions.hpp"

namespace ballast::agent {
namespace {

StartFacts with_orphan(Role role) {
    StartFacts facts;
    facts.identity.role = role;
    facts.orphan =
        OtherProcess{.process = {.pid = 42, .start_ticks = 7}, .command_line = {}, .own_jvm = true};
    return facts;
}

TEST(OrphanJvm, OfAZooKeeperServerIsStoppedInOrder) {
    const auto verdict = kOrphanJvm.before_start(with_orphan(Role::zookeeper));
    ASSERT_TRUE(verdict);
    ASSERT_EQ(verdict->step, StartStep::act);
    EXPECT_EQ(std::get<StopOwnJvm>(*verdict->action).process.pid, 42);
}

TEST(OrphanJvm, OfABrokerIsLeftAloneUntilItListensForClients) {
    auto facts = with_orphan(Role::kafka);
    auto verdict = kOrphanJvm.before_start(facts);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::wait);
    facts.taken_ports.push_back(
        {.address = "127.10.2.1", .port = 9091, .purpose = "replication", .holder = facts.orphan});
    EXPECT_EQ(kOrphanJvm.before_start(facts)->step, StartStep::wait);
    facts.taken_ports.push_back(
        {.address = "127.10.2.1", .port = 9092, .purpose = "clients", .holder = facts.orphan});
    verdict = kOrphanJvm.before_start(facts);
    EXPECT_EQ(verdict->step, StartStep::act);
    EXPECT_EQ(std::get<StopOwnJvm>(*verdict->action).process.pid, 42);
}

TEST(OrphanJvm, IsNotImagined) {
    EXPECT_FALSE(kOrphanJvm.before_start({}));
}

}  // namespace
}  // namespace ballast::agent
