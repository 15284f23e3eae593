// What meets in one moment: commands that overtake each other, an agent that dies between two
// steps, a journal that cannot be written. Each was found by tests/sim/agent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/unit/node/node_simulation.hpp"

namespace ballast::agent {
namespace {

using std::chrono::seconds;
using test::NodeSimulation;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kBy = "ops";

TEST(NodeRaces, AStartThatFailedIsTriedAgainAndSaysSo) {
    NodeSimulation sim;
    sim.node.on_no_jvm(NodeSimulation::kInit);
    sim.prepared();
    sim.node.on_start_failed("fork: Cannot allocate memory");
    EXPECT_EQ(sim.state(), State::held);
    EXPECT_EQ(sim.node.report().code, "JVM_NOT_STARTED");
    EXPECT_NE(sim.node.report().next_step, "");
    sim.fire_timer();
    sim.prepared();
    EXPECT_EQ(sim.starts, 2);
}

TEST(NodeRaces, HoldAndReleaseOvertakeEachOther) {
    NodeSimulation sim;
    sim.node.on_no_jvm(NodeSimulation::kInit);
    const Command hold{.id = "h1", .verb = Verb::hold};
    const Command release{.id = "r", .verb = Verb::release};
    sim.node.record(hold, kBy);
    sim.node.record(release, kBy);
    sim.node.carry_out(hold, kBy);
    EXPECT_EQ(sim.state(), State::preparing);
    sim.node.carry_out(release, kBy);

    sim.command(Verb::hold);
    const Command again{.id = "h2", .verb = Verb::hold};
    sim.node.record(release, kBy);
    sim.node.record(again, kBy);
    sim.node.carry_out(release, kBy);
    EXPECT_EQ(sim.state(), State::held);
    sim.node.carry_out(again, kBy);
    EXPECT_EQ(sim.state(), State::held);
}

TEST(NodeRaces, AHoldWhileItStopsLeavesTheStopItsTimer) {
    NodeSimulation sim;
    sim.bring_up();
    sim.command(Verb::stop, {}, seconds{30});
    sim.command(Verb::hold);
    sim.fire_timer();
    EXPECT_THAT(sim.signals, ElementsAre(SIGTERM, SIGKILL));
}

TEST(NodeRaces, TheTimerOfAStopDoesNotStartANodeOnHold) {
    NodeSimulation sim;
    sim.bring_up();
    sim.command(Verb::restart, {}, seconds{30});
    sim.command(Verb::hold);
    sim.exited(143);
    EXPECT_EQ(sim.state(), State::held);
    const auto prepared = sim.prepare_ticket;
    sim.fire_timer();
    EXPECT_EQ(sim.prepare_ticket, prepared);
    EXPECT_EQ(sim.node.report().code, "ON_HOLD");
}

TEST(NodeRaces, AShutdownHoldsUntilItsInitIsGone) {
    NodeSimulation sim;
    sim.bring_up();
    sim.command(Verb::shutdown);
    sim.command(Verb::restart);
    sim.exited(143);
    EXPECT_TRUE(sim.left);

    NodeSimulation told_again(sim.saved);
    told_again.node.on_exited_while_away(NodeSimulation::kInit, {.pid = 101, .exit_code = 143}, {});
    EXPECT_TRUE(told_again.left);
    NodeSimulation after(told_again.saved);
    after.node.on_no_jvm(NodeSimulation::kInit);
    EXPECT_TRUE(after.left);
    EXPECT_EQ(after.starts, 0);

    NodeSimulation later(after.saved);
    later.node.on_no_jvm("the next init");
    EXPECT_FALSE(later.left);
    EXPECT_EQ(later.state(), State::preparing);
}

TEST(NodeRaces, InitForgetsAnEndThatIsInTheBooksWithAllThatFollowsFromIt) {
    NodeSimulation sim;
    sim.bring_up();
    sim.exited(1);
    EXPECT_EQ(sim.saved_when_forgotten.history.ends_ms.size(), 1U);
    EXPECT_EQ(sim.saved_when_forgotten.restarts, 1U);
    sim.fire_timer();
    sim.prepared();
    sim.jvm_started();
    sim.ended(AfterExit::hold, "CONFIG_REFUSED");
    EXPECT_TRUE(sim.saved_when_forgotten.held);
    EXPECT_EQ(sim.forgotten, 2);
}

TEST(NodeRaces, ARestartStopsNoJvmThatIsYoungerThanIt) {
    NodeSimulation sim;
    sim.node.on_no_jvm(NodeSimulation::kInit);
    const Command restart{.id = "r", .verb = Verb::restart};
    sim.node.record(restart, kBy);
    EXPECT_FALSE(sim.node.journal().pending);
    sim.prepared();
    sim.jvm_started();
    sim.node.carry_out(restart, kBy);
    EXPECT_EQ(sim.state(), State::starting);

    // The JVM's start was not kept, its end came while no agent ran: an unplanned one.
    NodeSimulation next({.commands = sim.node.journal().commands});
    next.node.on_exited_while_away(NodeSimulation::kInit, {.pid = 101, .exit_code = 3}, {});
    EXPECT_EQ(next.state(), State::backoff);
}

TEST(NodeRaces, StopAndStartOvertakeEachOther) {
    NodeSimulation sim;
    sim.bring_up();
    const Command stop{.id = "1", .verb = Verb::stop};
    const Command start{.id = "2", .verb = Verb::start};
    sim.node.record(stop, kBy);
    sim.node.record(start, kBy);
    sim.node.carry_out(stop, kBy);
    sim.node.carry_out(start, kBy);
    EXPECT_EQ(sim.state(), State::serving);
    EXPECT_THAT(sim.signals, IsEmpty());

    NodeSimulation stopped(NodeSimulation::stopped());
    stopped.node.on_no_jvm(NodeSimulation::kInit);
    stopped.node.record(start, kBy);
    stopped.node.record(stop, kBy);
    stopped.node.carry_out(start, kBy);
    EXPECT_EQ(stopped.state(), State::stopped);
}

TEST(NodeRaces, ACommandThatCouldNotBeKeptLeavesNoTrace) {
    NodeSimulation sim;
    sim.bring_up();
    for (const auto verb : {Verb::stop, Verb::hold, Verb::shutdown}) {
        const auto before = sim.node.journal();
        sim.node.record({.id = std::string(to_string(verb)), .verb = verb}, kBy);
        sim.node.mark_command(std::string(to_string(verb)), "failed", "disk full");
        EXPECT_EQ(sim.saved.intent, before.intent);
        EXPECT_EQ(sim.saved.hold, before.hold);
        EXPECT_EQ(sim.saved.pending, before.pending);
    }
    EXPECT_EQ(sim.state(), State::serving);
    EXPECT_THAT(sim.signals, IsEmpty());
}

TEST(NodeRaces, WhatACommandOvertookThatCouldNotBeKeptIsCarriedOut) {
    NodeSimulation sim;
    sim.bring_up();
    const Command stop{.id = "1", .verb = Verb::stop};
    const Command hold{.id = "2", .verb = Verb::hold};
    sim.node.record(stop, "a person");
    sim.node.record({.id = "3", .verb = Verb::stop, .reason = "refused"}, kBy);
    sim.node.record({.id = "4", .verb = Verb::start}, kBy);
    sim.node.carry_out(stop, "a person");
    sim.node.mark_command("3", "failed", "disk full");
    EXPECT_EQ(sim.state(), State::serving);
    sim.node.mark_command("4", "failed", "disk full");
    EXPECT_EQ(sim.state(), State::draining);
    EXPECT_FALSE(sim.node.journal().intent.run);
    EXPECT_EQ(sim.node.journal().intent.by, "a person");
    sim.exited(143);

    const Command start{.id = "5", .verb = Verb::start};
    sim.node.record(start, kBy);
    sim.node.record({.id = "6", .verb = Verb::stop}, kBy);
    sim.node.carry_out(start, kBy);
    sim.node.record(hold, kBy);
    sim.node.mark_command("6", "failed", "disk full");
    EXPECT_EQ(sim.state(), State::held);
    EXPECT_EQ(sim.node.report().code, "ON_HOLD");
}

TEST(NodeRaces, AHoldOrReleaseThatCouldNotBeKeptIsFollowedByWhatWasBefore) {
    NodeSimulation sim;
    sim.bring_up();
    sim.command(Verb::hold);
    sim.node.record({.id = "release", .verb = Verb::release}, kBy);
    sim.exited(1);
    EXPECT_EQ(sim.state(), State::backoff);
    sim.node.mark_command("release", "failed", "disk full");
    EXPECT_EQ(sim.state(), State::held);
    EXPECT_EQ(sim.node.report().code, "ON_HOLD");

    NodeSimulation other;
    other.bring_up();
    other.node.record({.id = "hold", .verb = Verb::hold}, kBy);
    other.exited(1);
    EXPECT_EQ(other.state(), State::held);
    other.node.mark_command("hold", "failed", "disk full");
    EXPECT_EQ(other.state(), State::preparing);
}

TEST(NodeRaces, AStartThatCameBeforeAReleaseFailedDoesNotStartANodeOnHold) {
    NodeSimulation sim(NodeSimulation::stopped());
    sim.node.on_no_jvm(NodeSimulation::kInit);
    sim.command(Verb::hold);
    const Command start{.id = "start", .verb = Verb::start};
    sim.node.record({.id = "release", .verb = Verb::release}, kBy);
    sim.node.record(start, kBy);
    sim.node.mark_command("release", "failed", "disk full");
    sim.node.carry_out(start, kBy);
    EXPECT_EQ(sim.state(), State::held);
    EXPECT_EQ(sim.command_state(start), "failed");
    EXPECT_EQ(sim.node.report().code, "ON_HOLD");
}

}  // namespace
}  // namespace ballast::agent
