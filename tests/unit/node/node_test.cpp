#include "agent/node/node.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/unit/node/node_simulation.hpp"

namespace ballast::agent {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::NodeSimulation;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Node, StartsByItselfAndServes) {
    NodeSimulation sim;
    sim.node.on_no_jvm();
    EXPECT_EQ(sim.state(), State::preparing);
    sim.prepared();
    EXPECT_EQ(sim.state(), State::starting);
    EXPECT_EQ(sim.starts, 1);
    sim.jvm_started();
    EXPECT_TRUE(sim.watching);
    EXPECT_FALSE(sim.node.report().ready);
    sim.serving();
    const auto report = sim.node.report();
    EXPECT_EQ(report.state, State::serving);
    EXPECT_TRUE(report.ready);
    EXPECT_EQ(report.code, "");
    EXPECT_EQ(report.config_revision, "rev-1");
    EXPECT_EQ(report.heap_bytes, 512);
    EXPECT_EQ(sim.served, 1);
}

TEST(Node, SaysWhatAStartingJvmLacks) {
    NodeSimulation sim;
    sim.node.on_no_jvm();
    sim.prepared();
    sim.jvm_started();
    sim.node.on_health({.code = "NOT_LISTENING", .reason = "127.10.2.1:9092 refuses connections"});
    EXPECT_EQ(sim.node.report().code, "NOT_LISTENING");
    EXPECT_THAT(sim.node.report().reason, HasSubstr("9092"));
}

TEST(Node, ShowsRecoveryAndLeavesItWhenServing) {
    NodeSimulation sim;
    sim.node.on_no_jvm();
    sim.prepared();
    sim.jvm_started();
    sim.node.on_health({.recovering = true, .code = "LOG_RECOVERY", .reason = "3 of 10 logs"});
    EXPECT_EQ(sim.state(), State::recovering);
    EXPECT_THAT(sim.node.report().reason, HasSubstr("3 of 10"));
    sim.serving();
    EXPECT_EQ(sim.state(), State::serving);
}

TEST(Node, IsNotReadyWhileAServingJvmDoesNotAnswer) {
    NodeSimulation sim;
    sim.bring_up();
    sim.node.on_health({.code = "NO_ANSWER", .reason = "no answer in 2 s"});
    const auto report = sim.node.report();
    EXPECT_EQ(report.state, State::serving);
    EXPECT_FALSE(report.ready);
    EXPECT_EQ(report.code, "NO_ANSWER");
    EXPECT_THAT(sim.signals, IsEmpty());
}

TEST(Node, IsHeldWithItsCodeWhenItMustNotStart) {
    NodeSimulation sim;
    sim.node.on_no_jvm();
    sim.node.on_prepared(sim.prepare_ticket,
                         fail(ErrorKind::refused, "myid says 3", "MYID_MISMATCH"));
    EXPECT_EQ(sim.state(), State::held);
    EXPECT_EQ(sim.node.report().code, "MYID_MISMATCH");
    EXPECT_EQ(sim.starts, 0);
}

TEST(Node, StopKeepsTheIntentAndTermsTheJvm) {
    NodeSimulation sim;
    sim.bring_up();
    sim.node.stop({.persist = true, .reason = "disk swap", .by = "ops"});
    EXPECT_EQ(sim.state(), State::draining);
    EXPECT_THAT(sim.signals, ElementsAre(SIGTERM));
    sim.exited(143);
    const auto report = sim.node.report();
    EXPECT_EQ(report.state, State::stopped);
    EXPECT_EQ(report.code, "STOPPED_ON_PURPOSE");
    EXPECT_THAT(report.reason, HasSubstr("disk swap"));
    EXPECT_FALSE(report.run_wanted);
    EXPECT_TRUE(report.last_exit->asked);
    EXPECT_FALSE(sim.left);
    EXPECT_EQ(report.restarts, 0U);
}

TEST(Node, ShutdownLeavesAndKeepsTheIntentToRun) {
    NodeSimulation sim;
    sim.bring_up();
    sim.node.stop({.leave = true});
    EXPECT_FALSE(sim.left);
    sim.exited(143);
    EXPECT_TRUE(sim.left);
    EXPECT_TRUE(sim.node.report().run_wanted);
}

TEST(Node, ShutdownOfAStoppedOrHeldNodeLeavesAtOnce) {
    NodeSimulation stopped({.run = false});
    stopped.node.on_no_jvm();
    stopped.node.stop({.leave = true});
    EXPECT_TRUE(stopped.left);

    NodeSimulation held;
    held.node.on_no_jvm();
    held.node.on_prepared(held.prepare_ticket, fail(ErrorKind::refused, "no"));
    held.node.stop({.leave = true});
    EXPECT_TRUE(held.left);
}

TEST(Node, AStartingBrokerIsNotTermedUntilItServes) {
    NodeSimulation sim;
    sim.node.on_no_jvm();
    sim.prepared();
    sim.jvm_started();
    sim.node.stop({.leave = true});
    EXPECT_THAT(sim.signals, IsEmpty());
    sim.serving();
    EXPECT_THAT(sim.signals, ElementsAre(SIGTERM));
}

TEST(Node, AStartingBrokerIsTermedAfterTheGrace) {
    NodeSimulation sim;
    sim.node.on_no_jvm();
    sim.prepared();
    sim.jvm_started();
    sim.node.stop({.leave = true});
    EXPECT_EQ(sim.timer_delay, kStartGrace);
    sim.fire_timer();
    EXPECT_THAT(sim.signals, ElementsAre(SIGTERM));
}

TEST(Node, AStopBeforeTheJvmIsKnownTermsItWhenItIs) {
    NodeSimulation sim({}, Role::zookeeper);
    sim.node.on_no_jvm();
    sim.prepared();
    sim.node.stop({.leave = true});
    EXPECT_THAT(sim.signals, IsEmpty());
    sim.jvm_started();
    EXPECT_THAT(sim.signals, ElementsAre(SIGTERM));
}

TEST(Node, AStopDuringPreparationDropsItsAnswer) {
    NodeSimulation sim;
    sim.node.on_no_jvm();
    sim.node.stop({.persist = true});
    EXPECT_EQ(sim.state(), State::stopped);
    sim.prepared();
    EXPECT_EQ(sim.starts, 0);
}

TEST(Node, KillsOnlyAfterTheTimeThatWasAskedFor) {
    NodeSimulation sim;
    sim.bring_up();
    sim.node.stop({.persist = true, .force_after = seconds{30}});
    EXPECT_THAT(sim.signals, ElementsAre(SIGTERM));
    sim.fire_timer();
    EXPECT_THAT(sim.signals, ElementsAre(SIGTERM, SIGKILL));
}

TEST(Node, AnUnplannedEndIsRestartedAfterADelay) {
    NodeSimulation sim;
    sim.bring_up();
    sim.exited(0, SIGKILL);
    EXPECT_EQ(sim.state(), State::backoff);
    EXPECT_EQ(sim.node.report().code, "JVM_ENDED");
    EXPECT_THAT(sim.node.report().reason, HasSubstr("signal 9"));
    EXPECT_EQ(sim.timer_delay, milliseconds{500});
    EXPECT_EQ(sim.forgotten, 1);
    sim.fire_timer();
    EXPECT_EQ(sim.state(), State::preparing);
    EXPECT_EQ(sim.saved->restarts, 1U);
}

TEST(Node, IsHeldInsteadOfCrashLooping) {
    NodeSimulation sim;
    sim.bring_up();
    for (int i = 0; i < 4; ++i) {
        sim.exited(1);
        sim.fire_timer();
        sim.prepared();
        sim.jvm_started();
    }
    sim.exited(1);
    EXPECT_EQ(sim.state(), State::held);
    EXPECT_EQ(sim.node.report().code, "CRASH_LOOP");
    EXPECT_EQ(sim.starts, 5);
    sim.node.start("ops");
    EXPECT_EQ(sim.state(), State::preparing);
}

TEST(Node, AnExcusedEndDoesNotCountAgainstTheBudget) {
    NodeSimulation sim;
    sim.bring_up();
    for (int i = 0; i < 20; ++i) {
        sim.node.on_jvm_exited({.exit_code = 1, .code = "STALE_REGISTRATION", .excused = true});
        EXPECT_EQ(sim.state(), State::backoff);
        EXPECT_EQ(sim.node.report().code, "STALE_REGISTRATION");
        sim.fire_timer();
        sim.prepared();
        sim.jvm_started();
    }
}

TEST(Node, AdoptsARunningJvmAndNeverStartsASecond) {
    NodeSimulation sim;
    sim.node.on_adopted({{4711, 99}, sim.clock.wall() - seconds{60}});
    EXPECT_EQ(sim.starts, 0);
    EXPECT_TRUE(sim.watching);
    sim.serving();
    EXPECT_EQ(sim.node.report().jvm_pid, 4711);
    EXPECT_EQ(sim.node.report().since, sim.clock.wall() - seconds{60});
    EXPECT_EQ(sim.state(), State::serving);
}

TEST(Node, StopsAnAdoptedJvmThatIsMeantToBeStopped) {
    NodeSimulation sim({.run = false}, Role::zookeeper);
    sim.node.on_adopted({{4711, 99}, sim.clock.wall()});
    EXPECT_EQ(sim.state(), State::draining);
    EXPECT_THAT(sim.signals, ElementsAre(SIGTERM));
}

TEST(Node, LearnsOfAnEndThatCameWhileItWasAway) {
    NodeSimulation sim;
    sim.node.on_exited_while_away({.pid = 77, .exit_code = 3});
    EXPECT_EQ(sim.state(), State::backoff);
    EXPECT_EQ(sim.forgotten, 1);
    EXPECT_EQ(sim.node.report().last_exit->exit_code, 3);
}

TEST(Node, StaysStoppedOverARestartOfTheAgent) {
    NodeSimulation sim({.run = false, .reason = "maintenance"});
    sim.node.on_no_jvm();
    EXPECT_EQ(sim.state(), State::stopped);
    EXPECT_EQ(sim.node.report().code, "STOPPED_ON_PURPOSE");
    sim.node.start("ops");
    EXPECT_EQ(sim.state(), State::preparing);
    EXPECT_TRUE(sim.node.report().run_wanted);
}

TEST(Node, TellsTheIntentBeforeItIsGivenTheOrder) {
    NodeSimulation sim;
    sim.bring_up();
    const auto intent =
        sim.node.intent_after_stop({.persist = true, .reason = "disk", .by = "ops"});
    EXPECT_FALSE(intent.run);
    EXPECT_EQ(intent.by, "ops");
    EXPECT_TRUE(sim.node.intent_after_stop({.leave = true}).run);
    EXPECT_EQ(sim.state(), State::serving);
}

TEST(Node, StartDuringDrainingStartsAgainOnceTheJvmIsGone) {
    NodeSimulation sim;
    sim.bring_up();
    sim.node.stop({.persist = true});
    sim.node.start("ops");
    EXPECT_EQ(sim.state(), State::draining);
    sim.exited(143);
    EXPECT_EQ(sim.state(), State::preparing);
}

TEST(Node, OldTimersMeanNothing) {
    NodeSimulation sim;
    sim.bring_up();
    sim.exited(1);
    const auto old_ticket = sim.timer_ticket;
    sim.node.start("ops");
    const auto ticket = sim.prepare_ticket;
    sim.node.on_timer(old_ticket);
    EXPECT_EQ(sim.prepare_ticket, ticket);
}

}  // namespace
}  // namespace ballast::agent
