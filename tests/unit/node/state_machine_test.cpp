#include "agent/node/state_machine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace ballast::agent {
namespace {

std::set<State> reachable() {
    std::set<State> seen{State::stopped};
    for (bool grown = true; grown;) {
        grown = false;
        for (const auto& row : transitions()) {
            if (seen.contains(row.from) && seen.insert(row.to).second) {
                grown = true;
            }
        }
    }
    return seen;
}

TEST(StateMachine, EveryStateIsReachable) {
    EXPECT_EQ(reachable().size(), kStateCount);
}

TEST(StateMachine, EveryStateCanBeLeft) {
    for (std::size_t i = 0; i < kStateCount; ++i) {
        const auto state = static_cast<State>(i);
        EXPECT_TRUE(std::ranges::any_of(transitions(), [&](const Transition& row) {
            return row.from == state && row.to != state;
        })) << to_string(state);
    }
}

TEST(StateMachine, NoPairHasTwoRows) {
    std::set<std::pair<State, Event>> seen;
    for (const auto& row : transitions()) {
        EXPECT_TRUE(seen.emplace(row.from, row.event).second)
            << to_string(row.from) << " " << to_string(row.event);
    }
}

TEST(StateMachine, EveryRowHasAReason) {
    for (const auto& row : transitions()) {
        EXPECT_FALSE(row.reason.empty()) << to_string(row.from) << " " << to_string(row.event);
    }
}

// A JVM may be running in these states, so its end must be handled in each of them.
TEST(StateMachine, TheEndOfAJvmIsHandledWhereverOneRuns) {
    for (const auto state : {State::starting, State::recovering, State::serving, State::frozen}) {
        EXPECT_TRUE(find_transition(state, Event::exited_retry)) << to_string(state);
        EXPECT_TRUE(find_transition(state, Event::exited_hold)) << to_string(state);
        EXPECT_TRUE(find_transition(state, Event::stop_wanted)) << to_string(state);
    }
    EXPECT_EQ(find_transition(State::draining, Event::exited)->to, State::stopped);
}

TEST(StateMachine, OnlyAPreparationStartsAJvm) {
    for (const auto& row : transitions()) {
        if (row.action == Action::start_jvm) {
            EXPECT_EQ(row.event, Event::prepared);
        }
    }
}

TEST(StateMachine, AHeldNodeIsLeftOnOrderOrWhenItsGuardsAllow) {
    for (std::size_t i = 0; i < kEventCount; ++i) {
        const auto event = static_cast<Event>(i);
        const auto row = find_transition(State::held, event);
        const bool leaves = row && row->to != State::held;
        EXPECT_EQ(leaves, event == Event::start_wanted || event == Event::stop_wanted ||
                              event == Event::prepared || event == Event::must_wait)
            << to_string(event);
    }
}

TEST(StateMachine, TheDiagramNamesEveryRow) {
    const auto text = to_mermaid();
    for (const auto& row : transitions()) {
        EXPECT_NE(
            text.find(std::string(to_string(row.from)) + " --> " + std::string(to_string(row.to)) +
                      " : " + std::string(to_string(row.event))),
            std::string::npos);
    }
}

}  // namespace
}  // namespace ballast::agent
