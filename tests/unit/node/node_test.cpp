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
    sim.node.on_no_jvm(NodeSimulation::kInit);
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
    sim.node.on_no_jvm(NodeSimulation::kInit);
    sim.prepared();
    sim.jvm_started();
    sim.node.on_health({.code = "NOT_LISTENING", .reason = "127.10.2.1:9092 refuses connections"});
    EXPECT_EQ(sim.node.report().code, "NOT_LISTENING");
    EXPECT_THAT(sim.node.report().reason, HasSubstr("9092"));
}

TEST(Node, ShowsRecoveryAndLeavesItWhenServing) {
    NodeSimulation sim;
    sim.node.on_no_jvm(NodeSimulation::kInit);
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
    sim.node.on_no_jvm(NodeSimulation::kInit);
    sim.must(StartStep::hold, "MYID_MISMATCH");
    EXPECT_EQ(sim.state(), State::held);
    EXPECT_EQ(sim.node.report().code, "MYID_MISMATCH");
    EXPECT_EQ(sim.starts, 0);
}

TEST(Node, StopKeepsTheIntentAndTermsTheJvm) {
    NodeSimulation sim;
    sim.bring_up();
    sim.command(Verb::stop, "disk swap");
    EXPECT_EQ(sim.state(), State::draining);
    EXPECT_THAT(sim.signals, ElementsAre(SIGTERM));
    sim.exited(143);
    const auto report = sim.node.report();
    EXPECT_EQ(report.state, State::stopped);
    EXPECT_EQ(report.code, "STOPPED_ON_PURPOSE");
    EXPECT_THAT(report.reason, HasSubstr("disk swap"));
    EXPECT_FALSE(report.run_wanted);
    EXPECT_TRUE(report.exits.back().asked);
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
    NodeSimulation stopped(NodeSimulation::stopped());
    stopped.node.on_no_jvm(NodeSimulation::kInit);
    stopped.node.stop({.leave = true});
    EXPECT_TRUE(stopped.left);

    NodeSimulation held;
    held.node.on_no_jvm(NodeSimulation::kInit);
    held.must(StartStep::hold, "NO");
    held.node.stop({.leave = true});
    EXPECT_TRUE(held.left);
}

TEST(Node, AStartingBrokerIsNotTermedUntilItServes) {
    NodeSimulation sim;
    sim.node.on_no_jvm(NodeSimulation::kInit);
    sim.prepared();
    sim.jvm_started();
    sim.node.stop({.leave = true});
    EXPECT_THAT(sim.signals, IsEmpty());
    sim.serving();
    EXPECT_THAT(sim.signals, ElementsAre(SIGTERM));
}

TEST(Node, AStartingBrokerIsTermedAfterTheGrace) {
    NodeSimulation sim;
    sim.node.on_no_jvm(NodeSimulation::kInit);
    sim.prepared();
    sim.jvm_started();
    sim.node.stop({.leave = true});
    EXPECT_EQ(sim.timer_delay, kStartGrace);
    sim.fire_timer();
    EXPECT_THAT(sim.signals, ElementsAre(SIGTERM));
}

TEST(Node, AStopBeforeTheJvmIsKnownTermsItWhenItIs) {
    NodeSimulation sim({}, Role::zookeeper);
    sim.node.on_no_jvm(NodeSimulation::kInit);
    sim.prepared();
    sim.node.stop({.leave = true});
    EXPECT_THAT(sim.signals, IsEmpty());
    sim.jvm_started();
    EXPECT_THAT(sim.signals, ElementsAre(SIGTERM));
}

TEST(Node, AStopDuringPreparationDropsItsAnswer) {
    NodeSimulation sim;
    sim.node.on_no_jvm(NodeSimulation::kInit);
    sim.command(Verb::stop);
    EXPECT_EQ(sim.state(), State::stopped);
    sim.prepared();
    EXPECT_EQ(sim.starts, 0);
}

TEST(Node, KillsOnlyAfterTheTimeThatWasAskedFor) {
    NodeSimulation sim;
    sim.bring_up();
    sim.command(Verb::stop, {}, seconds{30});
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
    EXPECT_EQ(sim.saved.restarts, 1U);
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
    sim.command(Verb::start);
    EXPECT_EQ(sim.state(), State::preparing);
}

TEST(Node, ExcusedEndsAreTriedEverMoreSlowlyAndNeverHold) {
    NodeSimulation sim;
    sim.bring_up();
    for (int i = 0; i < 20; ++i) {
        sim.ended(AfterExit::excused, "STALE_REGISTRATION");
        EXPECT_EQ(sim.state(), State::backoff);
        EXPECT_EQ(sim.node.report().code, "STALE_REGISTRATION");
        EXPECT_LE(sim.timer_delay, seconds{60});
        sim.fire_timer();
        sim.prepared();
        sim.jvm_started();
    }
    EXPECT_GE(sim.timer_delay, seconds{16});
}

TEST(Node, AnEndThatWouldRepeatHoldsAtOnceAndAlsoOverARestartOfTheAgent) {
    NodeSimulation sim;
    sim.bring_up();
    sim.ended(AfterExit::hold, "CONFIG_REFUSED");
    EXPECT_EQ(sim.state(), State::held);
    EXPECT_EQ(sim.node.report().code, "CONFIG_REFUSED");
    EXPECT_EQ(sim.node.report().next_step, "do");

    auto journal = sim.saved;
    journal.history.revision = "rev-0";
    NodeSimulation next(journal);
    next.node.on_no_jvm(NodeSimulation::kInit);
    EXPECT_EQ(next.state(), State::held);
    EXPECT_EQ(next.node.report().code, "CONFIG_REFUSED");
    next.command(Verb::start);
    EXPECT_EQ(next.state(), State::preparing);

    journal.history.revision = "another revision of the document";
    NodeSimulation changed(journal);
    changed.node.on_no_jvm(NodeSimulation::kInit);
    EXPECT_EQ(changed.state(), State::preparing);
}

TEST(Node, TheBudgetAndTheBackoffOutliveTheAgent) {
    NodeSimulation sim;
    sim.bring_up();
    sim.exited(1);
    auto journal = sim.saved;
    journal.history.revision = "rev-0";
    NodeSimulation next(journal);
    next.node.on_no_jvm(NodeSimulation::kInit);
    EXPECT_EQ(next.state(), State::backoff);
    EXPECT_EQ(next.timer_delay, milliseconds{500});
    next.fire_timer();
    EXPECT_EQ(next.state(), State::preparing);

    journal.history.boot_id = "an earlier boot";
    NodeSimulation rebooted(journal);
    rebooted.node.on_no_jvm(NodeSimulation::kInit);
    EXPECT_EQ(rebooted.state(), State::preparing);
}

TEST(Node, AdoptsARunningJvmAndNeverStartsASecond) {
    NodeSimulation sim;
    sim.node.on_adopted(NodeSimulation::kInit, {{4711, 99}, sim.clock.wall() - seconds{60}});
    EXPECT_EQ(sim.starts, 0);
    EXPECT_TRUE(sim.watching);
    sim.serving();
    EXPECT_EQ(sim.node.report().jvm_pid, 4711);
    EXPECT_EQ(sim.node.report().since, sim.clock.wall() - seconds{60});
    EXPECT_EQ(sim.state(), State::serving);
}

TEST(Node, StopsAnAdoptedJvmThatIsMeantToBeStopped) {
    NodeSimulation sim(NodeSimulation::stopped(), Role::zookeeper);
    sim.node.on_adopted(NodeSimulation::kInit, {{4711, 99}, sim.clock.wall()});
    EXPECT_EQ(sim.state(), State::draining);
    EXPECT_THAT(sim.signals, ElementsAre(SIGTERM));
}

TEST(Node, LearnsOfAnEndThatCameWhileItWasAway) {
    NodeSimulation sim;
    sim.node.on_exited_while_away(NodeSimulation::kInit, {.pid = 77, .exit_code = 3}, {});
    EXPECT_EQ(sim.state(), State::backoff);
    EXPECT_EQ(sim.forgotten, 1);
    EXPECT_EQ(sim.node.report().exits.back().exit_code, 3);
}

TEST(Node, StaysStoppedOverARestartOfTheAgent) {
    NodeSimulation sim(NodeSimulation::stopped("maintenance"));
    sim.node.on_no_jvm(NodeSimulation::kInit);
    EXPECT_EQ(sim.state(), State::stopped);
    EXPECT_EQ(sim.node.report().code, "STOPPED_ON_PURPOSE");
    sim.command(Verb::start);
    EXPECT_EQ(sim.state(), State::preparing);
    EXPECT_TRUE(sim.node.report().run_wanted);
}

TEST(Node, StartDuringDrainingStartsAgainOnceTheJvmIsGone) {
    NodeSimulation sim;
    sim.bring_up();
    sim.command(Verb::stop);
    sim.command(Verb::start);
    EXPECT_EQ(sim.state(), State::draining);
    sim.exited(143);
    EXPECT_EQ(sim.state(), State::preparing);
}

TEST(Node, OldTimersMeanNothing) {
    NodeSimulation sim;
    sim.bring_up();
    sim.exited(1);
    const auto old_ticket = sim.timer_ticket;
    sim.command(Verb::start);
    const auto ticket = sim.prepare_ticket;
    sim.node.on_timer(old_ticket);
    EXPECT_EQ(sim.prepare_ticket, ticket);
}

TEST(Node, WaitsBeforeTheStartForWhatPassesByItself) {
    NodeSimulation sim;
    sim.node.on_no_jvm(NodeSimulation::kInit);
    sim.must(StartStep::wait, "STALE_REGISTRATION", milliseconds{200});
    EXPECT_EQ(sim.state(), State::preparing);
    EXPECT_EQ(sim.node.report().code, "STALE_REGISTRATION");
    const auto told = sim.events.size();
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(sim.timer_delay, milliseconds{200});
        sim.fire_timer();
        sim.must(StartStep::wait, "STALE_REGISTRATION", milliseconds{200});
    }
    EXPECT_EQ(sim.events.size(), told) << "looking again is no news";
    sim.fire_timer();
    sim.prepared();
    EXPECT_EQ(sim.starts, 1);
}

TEST(Node, AHeldNodeLooksAgainAndStartsWhenTheCauseIsGone) {
    NodeSimulation sim;
    sim.node.on_no_jvm(NodeSimulation::kInit);
    sim.must(StartStep::hold, "PORT_TAKEN", seconds{2});
    EXPECT_EQ(sim.state(), State::held);
    sim.fire_timer();
    EXPECT_EQ(sim.state(), State::held);
    EXPECT_EQ(sim.node.report().code, "PORT_TAKEN");
    sim.prepared();
    EXPECT_EQ(sim.state(), State::starting);
}

TEST(Node, OnHoldNothingIsDoneToTheJvmNorAfterItsEnd) {
    NodeSimulation sim;
    sim.bring_up();
    const auto hold = sim.command(Verb::hold, "I am debugging");
    EXPECT_EQ(sim.state(), State::serving);
    EXPECT_TRUE(sim.node.report().ready);
    EXPECT_EQ(sim.node.report().code, "ON_HOLD");
    EXPECT_EQ(sim.command_state(hold), "done");
    sim.exited(0, SIGKILL);
    EXPECT_EQ(sim.state(), State::held);
    EXPECT_EQ(sim.node.report().code, "ON_HOLD");
    EXPECT_THAT(sim.node.report().reason, HasSubstr("I am debugging"));

    NodeSimulation next(sim.saved);
    next.node.on_no_jvm(NodeSimulation::kInit);
    EXPECT_EQ(next.state(), State::held);
    EXPECT_EQ(next.node.report().code, "ON_HOLD");
    next.command(Verb::release);
    EXPECT_EQ(next.state(), State::preparing);
}

TEST(Node, AHoldBreaksOffAWait) {
    NodeSimulation sim;
    sim.node.on_no_jvm(NodeSimulation::kInit);
    sim.must(StartStep::wait, "STALE_REGISTRATION", milliseconds{200});
    const auto ticket = sim.timer_ticket;
    sim.command(Verb::hold);
    EXPECT_EQ(sim.state(), State::held);
    sim.node.on_timer(ticket);
    EXPECT_EQ(sim.state(), State::held);
    EXPECT_EQ(sim.starts, 0);
}

TEST(Node, AReleaseShowsAgainWhatHeldItBefore) {
    NodeSimulation sim;
    sim.bring_up();
    sim.ended(AfterExit::hold, "CONFIG_REFUSED");
    sim.command(Verb::hold);
    EXPECT_EQ(sim.node.report().code, "ON_HOLD");
    sim.command(Verb::release);
    EXPECT_EQ(sim.state(), State::held);
    EXPECT_EQ(sim.node.report().code, "CONFIG_REFUSED");
}

TEST(Node, RestartStopsAndStartsTheJvm) {
    NodeSimulation sim;
    sim.bring_up();
    const auto restart = sim.command(Verb::restart);
    EXPECT_EQ(sim.state(), State::draining);
    EXPECT_EQ(sim.command_state(restart), "accepted");
    sim.exited(143);
    EXPECT_EQ(sim.state(), State::preparing);
    sim.prepared();
    sim.jvm_started();
    EXPECT_EQ(sim.command_state(restart), "accepted");
    sim.serving();
    EXPECT_EQ(sim.command_state(restart), "done");
    EXPECT_EQ(sim.node.report().restarts, 0U);
}

TEST(Node, ARestartThatAnAgentDidNotLiveToGiveIsGivenByTheNext) {
    NodeSimulation sim;
    sim.bring_up();
    const Command restart{.id = "r", .verb = Verb::restart};
    sim.node.record(restart, "ops");
    NodeSimulation next(sim.node.journal(), Role::zookeeper);
    next.node.on_adopted(NodeSimulation::kInit, {{101, 5}, next.clock.wall()});
    EXPECT_THAT(next.signals, ElementsAre(SIGTERM));

    NodeSimulation other(sim.node.journal(), Role::zookeeper);
    other.node.on_adopted(NodeSimulation::kInit, {{999, 6}, other.clock.wall()});
    EXPECT_THAT(other.signals, IsEmpty()) << "it is done: this is another JVM";
}

TEST(Node, AShutdownThatAnAgentDidNotLiveToGiveIsGivenByTheNextOfTheSameInit) {
    NodeSimulation sim({}, Role::zookeeper);
    sim.bring_up();
    sim.node.record({.id = "s", .verb = Verb::shutdown}, "ops");
    const auto journal = sim.node.journal();

    NodeSimulation adopted(journal, Role::zookeeper);
    adopted.node.on_adopted(NodeSimulation::kInit, {{101, 5}, adopted.clock.wall()});
    EXPECT_THAT(adopted.signals, ElementsAre(SIGTERM));
    adopted.exited(143);
    EXPECT_TRUE(adopted.left);

    NodeSimulation ended(journal, Role::zookeeper);
    ended.node.on_exited_while_away(NodeSimulation::kInit, {.pid = 101, .exit_code = 143}, {});
    EXPECT_TRUE(ended.left);

    NodeSimulation later(journal, Role::zookeeper);
    later.node.on_no_jvm("the next init");
    EXPECT_FALSE(later.left);
    EXPECT_EQ(later.state(), State::preparing);
}

TEST(Node, AFrozenJvmIsShownAndLeftAlone) {
    NodeSimulation sim;
    sim.bring_up();
    sim.node.on_watch({{.code = "FROZEN", .reason = "stopped by a signal", .next_step = "CONT"}});
    EXPECT_EQ(sim.state(), State::frozen);
    EXPECT_FALSE(sim.node.report().ready);
    EXPECT_EQ(sim.node.report().code, "FROZEN");
    EXPECT_THAT(sim.signals, IsEmpty());
    sim.node.on_watch({});
    EXPECT_EQ(sim.state(), State::serving);
    EXPECT_EQ(sim.node.report().code, "");
}

TEST(Node, WarningsShowWhileTheyAreFoundAndThoseOfTheLogUntilTheNextStart) {
    NodeSimulation sim;
    sim.bring_up();
    sim.node.on_watch({{.code = "DISK_NEARLY_FULL", .reason = "1 GiB", .next_step = {}}});
    sim.node.on_watch({{.code = "DISK_NEARLY_FULL", .reason = "0.9 GiB", .next_step = {}}});
    sim.node.on_log_finding({.code = "LOG_DIR_OFFLINE", .reason = "/d2", .next_step = {}});
    EXPECT_EQ(sim.node.report().conditions.size(), 2U);
    EXPECT_EQ(sim.state(), State::serving);
    EXPECT_TRUE(sim.node.report().ready);
    EXPECT_EQ(sim.node.report().code, "LOG_DIR_OFFLINE");
    sim.node.on_watch({});
    EXPECT_EQ(sim.node.report().conditions.size(), 1U);
    sim.exited(1);
    sim.fire_timer();
    sim.prepared();
    EXPECT_TRUE(sim.node.report().conditions.empty());
}

TEST(Node, AnEndThatNobodySawIsTold) {
    NodeSimulation sim;
    sim.bring_up();
    NodeSimulation next(sim.saved);
    next.node.on_no_jvm("another init");
    ASSERT_FALSE(next.events.empty());
    EXPECT_EQ(next.events.front().code, "ENDED_UNSEEN");
    EXPECT_EQ(next.state(), State::preparing);
}

TEST(Node, CommandsThatLaterOnesReplacedSaySo) {
    NodeSimulation sim;
    sim.bring_up();
    const auto stop = sim.command(Verb::stop);
    EXPECT_EQ(sim.command_state(stop), "accepted");
    sim.exited(143);
    EXPECT_EQ(sim.command_state(stop), "done");
    const auto start = sim.command(Verb::start);
    EXPECT_EQ(sim.command_state(stop), "superseded");
    sim.must(StartStep::hold, "PORT_TAKEN");
    EXPECT_EQ(sim.command_state(start), "failed");
}

}  // namespace
}  // namespace ballast::agent
