#include "agent/health/probe_answers.hpp"

#include <gtest/gtest.h>

namespace ballast::agent {
namespace {

using namespace std::chrono_literals;

struct Case {
    State state;
    bool served;
    bool startup;
};

TEST(ProbeAnswers, StartupIsATableOverTheStates) {
    const Case cases[] = {
        {State::stopped, false, true},  {State::preparing, false, false},
        {State::preparing, true, true}, {State::starting, false, false},
        {State::starting, true, true},  {State::recovering, false, true},
        {State::serving, true, true},   {State::frozen, false, false},
        {State::frozen, true, true},    {State::draining, false, true},
        {State::backoff, false, false}, {State::backoff, true, true},
        {State::held, false, true},
    };
    for (const auto& one : cases) {
        EXPECT_EQ(startup_answer({.state = one.state, .served = one.served}).ok(), one.startup)
            << to_string(one.state) << " " << one.served;
    }
}

TEST(ProbeAnswers, ProgressInTheRecoveryKeepsTheStartAlive) {
    ProbeInput input{.state = State::recovering, .code = {}, .reason = {}, .no_progress = 14min};
    EXPECT_TRUE(startup_answer(input).ok());
    input.no_progress = 15min;
    EXPECT_FALSE(startup_answer(input).ok());
}

TEST(ProbeAnswers, LifeIsTheAgentsAlone) {
    for (std::size_t i = 0; i < kStateCount; ++i) {
        EXPECT_TRUE(live_answer({.state = static_cast<State>(i)}).ok());
    }
    EXPECT_FALSE(live_answer({.lateness = 31s}).ok());
}

TEST(ProbeAnswers, OnlyAServingNodeThatAnswersIsReady) {
    for (std::size_t i = 0; i < kStateCount; ++i) {
        const auto state = static_cast<State>(i);
        EXPECT_EQ(ready_answer({.state = state, .ready = true}).ok(), state == State::serving);
        EXPECT_FALSE(ready_answer({.state = state, .ready = false}).ok());
    }
}

}  // namespace
}  // namespace ballast::agent
