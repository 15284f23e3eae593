#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/all_conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TakenPort taken(std::optional<OtherProcess> holder) {
    return {
        .address = "127.10.1.1", .port = 2181, .purpose = "clients", .holder = std::move(holder)};
}

OtherProcess process(bool own) {
    return {
        .process = {.pid = 4711, .start_ticks = 9}, .command_line = "python3 x.py", .own_jvm = own};
}

StartFacts with(std::vector<TakenPort> ports) {
    auto facts = test::zookeeper_with_data();
    facts.taken_ports = std::move(ports);
    return facts;
}

TEST(PortTaken, ByAStrangerIsHeldAndLookedAtAgain) {
    const auto verdict = kPortTaken.before_start(with({taken(process(false))}));
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
    EXPECT_EQ(verdict->look_again, std::chrono::seconds{5});
    EXPECT_FALSE(verdict->action);
    EXPECT_EQ(verdict->finding.reason,
              "127.10.1.1:2181 (clients) is taken by process 4711: python3 x.py");
    EXPECT_THAT(verdict->finding.next_step,
                AllOf(HasSubstr("stop process 4711"), HasSubstr("by itself")));
}

TEST(PortTaken, ByAnUnseenProcessSaysHowToFindIt) {
    const auto verdict = kPortTaken.before_start(with({taken(std::nullopt)}));
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
    EXPECT_THAT(verdict->finding.reason, HasSubstr("cannot be seen"));
    EXPECT_THAT(verdict->finding.next_step, HasSubstr("ss -ltnp"));
}

TEST(PortTaken, ByAnOrphanOfThisZooKeeperServerEndsTheOrphan) {
    const auto verdict = kPortTaken.before_start(with({taken(process(true))}));
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::act);
    ASSERT_TRUE(verdict->action);
    EXPECT_EQ(std::get<StopOwnJvm>(*verdict->action).process.pid, 4711);
    EXPECT_THAT(verdict->finding.next_step, IsEmpty());
}

TEST(PortTaken, ByAnOrphanAndAStrangerIsHeld) {
    const auto verdict =
        kPortTaken.before_start(with({taken(process(true)), taken(process(false))}));
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
}

// It may be recovering its logs.
TEST(PortTaken, ByAnOrphanBrokerIsNeverEnded) {
    auto facts = with({taken(process(true))});
    facts.identity.role = Role::kafka;
    const auto verdict = kPortTaken.before_start(facts);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->step, StartStep::hold);
    EXPECT_FALSE(verdict->action);
    facts.dirs.front().lock_holder = process(true);  // that is LOG_DIR_LOCKED
    EXPECT_FALSE(kPortTaken.before_start(facts));
}

TEST(PortTaken, IsNoMatterWhereAllAreFree) {
    EXPECT_FALSE(kPortTaken.before_start(test::zookeeper_with_data()));
}

TEST(PortTaken, ExplainsTheEndOfARealBroker) {
    const auto verdict = kPortTaken.after_exit(test::ended(Role::kafka, 1, "broker_port.log"));
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->after, AfterExit::restart);
    EXPECT_EQ(verdict->finding.reason,
              "Socket server failed to bind to 127.10.2.1:9092: Address already in use.");
}

TEST(PortTaken, ExplainsTheEndOfARealZooKeeperServer) {
    const auto verdict =
        kPortTaken.after_exit(test::ended(Role::zookeeper, 1, "zookeeper_port_clients.log"));
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->finding.code, "PORT_TAKEN");
    EXPECT_FALSE(kPortTaken.after_exit(test::ended(Role::zookeeper, 1, "zookeeper_crc.log")));
}

std::optional<Finding> warning(const std::string& fixture) {
    for (const auto& entry : test::recorded(std::string(RECOVERY_FIXTURES) + "/" + fixture)) {
        if (auto finding = kPortTaken.in_log(entry)) {
            return finding;
        }
    }
    return std::nullopt;
}

// A real server lives on without its election port, and without its leader's.
TEST(PortTaken, IsAWarningOfARunningZooKeeperServer) {
    const auto election = warning("zookeeper_port_election.log");
    ASSERT_TRUE(election);
    EXPECT_EQ(election->reason,
              "ZooKeeper cannot listen on 127.10.1.1:3888: Address already in use");
    const auto leader = warning("zookeeper_port_leader.log");
    ASSERT_TRUE(leader);
    EXPECT_THAT(leader->reason, HasSubstr("127.10.1.3:2888"));
    EXPECT_FALSE(warning("zookeeper_crc.log"));
}

}  // namespace
}  // namespace ballast::agent
