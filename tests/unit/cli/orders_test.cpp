#include "coordinator/cli/node/orders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/cli/fake_agents.hpp"
#include "tests/unit/cli/fake_terminal.hpp"

namespace ballast::cli {
namespace {

using test::accepted;
using test::broker;
using test::report;
using test::silence;
using testing::HasSubstr;

constexpr const char* kJvmA = R"(,"incarnation":"10:1:b","pid":10)";
constexpr const char* kJvmB = R"(,"incarnation":"20:2:b","pid":20)";
constexpr const char* kStoppedForGood = R"(,"intent":"stopped")";
constexpr const char* kOnHold = R"(,"on_hold":{"by":"alice","reason":"heap dump","since":""})";

struct Orders : testing::Test {
    test::ScriptedAgents agents;
    test::StillClock clock;
    test::FakeTerminal fake;
    Terminal terminal = fake.make();
    int pauses = 0;
    int broken_off_at = 0;  // the pause that the user broke off; 0: none

    int give(OrderVerb verb, int brokers = 1, bool wait = true) {
        OrderRequest request{.verb = verb,
                             .reason = "disk replaced",
                             .force_after = std::chrono::seconds(300),
                             .wait = wait,
                             .timeout = std::chrono::minutes(1)};
        std::vector<NodeIdentity> nodes;
        for (int id = 0; id < brokers; ++id) {
            nodes.push_back(broker(id));
        }
        return give_orders({.agents = agents,
                            .clock = clock,
                            .terminal = terminal,
                            .pause =
                                [this](std::chrono::milliseconds time) {
                                    clock.advance(time);
                                    return ++pauses == broken_off_at;
                                }},
                           request, nodes);
    }
};

TEST_F(Orders, StopWaitsUntilTheJvmIsGone) {
    agents.nodes["kafka-0"] = {
        .reports = {report(0, "SERVING", kJvmA), report(0, "DRAINING", kJvmA),
                    report(0, "STOPPED", kStoppedForGood)},
        .sends = {accepted()},
        .states = {accepted()}};
    EXPECT_EQ(give(OrderVerb::stop), 0) << fake.err;
    EXPECT_THAT(fake.out, HasSubstr("  kafka-0        DRAINING"));
    EXPECT_THAT(fake.out, HasSubstr("  kafka-0        STOPPED     stopped, 0.5 s\n"));
    ASSERT_EQ(agents.sent.size(), 1U);
    const AgentCommand& command = agents.sent[0].command;
    EXPECT_EQ(command.verb, "stop");
    EXPECT_EQ(command.reason, "disk replaced");
    EXPECT_EQ(command.force_after, std::chrono::seconds(300));
    EXPECT_EQ(command.id.size(), 16U);
}

TEST_F(Orders, RepeatedAreHarmless) {
    agents.nodes["kafka-0"].reports = {report(0, "STOPPED", kStoppedForGood)};
    EXPECT_EQ(give(OrderVerb::stop), 0);
    EXPECT_THAT(fake.out, HasSubstr("already stopped"));
    agents.nodes["kafka-0"].reports = {report(0, "SERVING", kJvmA)};
    EXPECT_EQ(give(OrderVerb::start), 0);
    EXPECT_THAT(fake.out, HasSubstr("already running"));
    EXPECT_EQ(give(OrderVerb::release), 0);
    EXPECT_THAT(fake.out, HasSubstr("not on hold"));
    agents.nodes["kafka-0"].reports = {report(0, "SERVING", kOnHold)};
    EXPECT_EQ(give(OrderVerb::hold), 0);
    EXPECT_THAT(fake.out, HasSubstr("already on hold by alice"));
    EXPECT_TRUE(agents.sent.empty());
}

TEST_F(Orders, ToASilentAgentAreUnreachable) {
    EXPECT_EQ(give(OrderVerb::stop), 3);
    EXPECT_THAT(fake.err,
                HasSubstr("error: kafka-0: its agent does not answer: connection refused\n"
                          "next: ballast node show kafka-0; ballast up starts what is down\n"));
    agents.nodes["kafka-0"].reports = {fail(ErrorKind::timed_out, "the deadline passed")};
    EXPECT_EQ(give(OrderVerb::stop), 3);
    EXPECT_TRUE(agents.sent.empty());
}

TEST_F(Orders, AreSentAgainWithTheirIdWhileAnAgentIsReplaced) {
    agents.nodes["kafka-0"] = {
        .reports = {report(0, "SERVING", kJvmA), report(0, "STOPPED", kStoppedForGood)},
        .sends = {fail(ErrorKind::unreachable, "connection refused"), accepted()},
        .states = {accepted()}};
    EXPECT_EQ(give(OrderVerb::stop), 0);
    ASSERT_EQ(agents.sent.size(), 2U);
    EXPECT_EQ(agents.sent[0].command.id, agents.sent[1].command.id);
    agents.sent.clear();
    agents.nodes["kafka-0"] = {.reports = {report(0, "SERVING", kJvmA)}, .sends = {}, .states = {}};
    EXPECT_EQ(give(OrderVerb::stop), 3);
    EXPECT_EQ(agents.sent.size(), 4U);
}

TEST_F(Orders, RefusedAreToldWithTheirCode) {
    agents.nodes["kafka-0"] = {
        .reports = {report(0, "SERVING", kJvmA)},
        .sends = {fail(ErrorKind::refused, "the node is on hold by alice; orders-7 has one replica",
                       "ON_HOLD")},
        .states = {}};
    EXPECT_EQ(give(OrderVerb::stop), 4);
    EXPECT_THAT(
        fake.err,
        HasSubstr("error: kafka-0: refused: ON_HOLD: the node is on hold by alice; orders-7 "
                  "has one replica\nnext: ballast node release kafka-0\n"));
    agents.nodes["kafka-0"].sends = {fail(ErrorKind::invalid, "/reason: one line")};
    EXPECT_EQ(give(OrderVerb::stop), 2);
}

TEST_F(Orders, NotDoneInTimeStand) {
    agents.nodes["kafka-0"] = {.reports = {report(0, "DRAINING", R"(,"reason":"stopping")")},
                               .sends = {accepted()},
                               .states = {accepted()}};
    EXPECT_EQ(give(OrderVerb::stop), 5);
    EXPECT_THAT(fake.err, HasSubstr("kafka-0: not done within 1m0s; the order stands (DRAINING: "
                                    "stopping)\nnext: ballast node show kafka-0\n"));
    broken_off_at = pauses + 2;
    EXPECT_EQ(give(OrderVerb::stop), 1);
    EXPECT_THAT(fake.err, HasSubstr("not waited for; the order stands"));
}

TEST_F(Orders, AreNotWaitedForWhereNobodyWantsTo) {
    agents.nodes["kafka-0"] = {
        .reports = {report(0, "SERVING", kJvmA)}, .sends = {accepted()}, .states = {}};
    EXPECT_EQ(give(OrderVerb::stop, 1, false), 0);
    EXPECT_THAT(fake.out, HasSubstr("stop is ordered\n"));
    EXPECT_EQ(pauses, 0);
}

TEST_F(Orders, StartEndsWhereTheNodeIsHeld) {
    agents.nodes["kafka-0"] = {
        .reports = {report(0, "STOPPED", kStoppedForGood), report(0, "PREPARING"),
                    report(0, "HELD",
                           R"(,"code":"CLUSTER_ID_MISMATCH","reason":"another cluster's volume",)"
                           R"("next_step":"mount the right volume")")},
        .sends = {accepted()},
        .states = {accepted()}};
    EXPECT_EQ(give(OrderVerb::start), 1);
    EXPECT_THAT(fake.err, HasSubstr("kafka-0: HELD (CLUSTER_ID_MISMATCH): another cluster's "
                                    "volume\nnext: mount the right volume\n"));
}

TEST_F(Orders, WaitThroughAnAgentThatIsGoneForAWhile) {
    agents.nodes["kafka-0"] = {.reports = {report(0, "STOPPED", kStoppedForGood), silence(),
                                           report(0, "STARTING"), report(0, "SERVING", kJvmB)},
                               .sends = {accepted()},
                               .states = {accepted()}};
    EXPECT_EQ(give(OrderVerb::start), 0) << fake.err;
    EXPECT_THAT(fake.out, HasSubstr("no answer from its agent"));
    EXPECT_THAT(fake.out, HasSubstr("SERVING     running, 0.8 s\n"));
}

TEST_F(Orders, StopGoesToAllNodesAtOnce) {
    for (int id = 0; id < 2; ++id) {
        agents.nodes[broker(id).name] = {
            .reports = {report(id, "SERVING", kJvmA), report(id, "STOPPED", kStoppedForGood)},
            .sends = {accepted()},
            .states = {accepted()}};
    }
    agents.nodes["kafka-0"].sends = {fail(ErrorKind::refused, "no", "ON_HOLD")};
    EXPECT_EQ(give(OrderVerb::stop, 2), 4);
    EXPECT_EQ(agents.sent.size(), 2U);
    EXPECT_THAT(fake.out, HasSubstr("  kafka-1        STOPPED     stopped, 0.2 s\n"));
}

TEST_F(Orders, RestartGoesOneByOneAndEndsAtTheFirstFailure) {
    agents.nodes["kafka-0"] = {
        .reports = {report(0, "SERVING", kJvmA), report(0, "SERVING", kJvmA),
                    report(0, "STARTING", kJvmB), report(0, "SERVING", kJvmB)},
        .sends = {accepted()},
        .states = {accepted()}};
    agents.nodes["kafka-1"] = {
        .reports = {report(1, "SERVING", kJvmA), report(1, "BACKOFF")},
        .sends = {accepted()},
        .states = {accepted(),
                   CommandState{.state = "failed", .message = "CRASH_LOOP: five ends"}}};
    EXPECT_EQ(give(OrderVerb::restart, 3), 1);
    EXPECT_THAT(fake.out, HasSubstr("  kafka-0        SERVING     restarted, 0.8 s\n"));
    EXPECT_THAT(fake.err, HasSubstr("kafka-1: CRASH_LOOP: five ends\n"));
    EXPECT_THAT(fake.err, HasSubstr("not touched: kafka-2\n"));
    EXPECT_EQ(agents.sent.size(), 2U);
}

TEST(OrderVerdict, ReleaseWaitsForANodeThatShallRun) {
    const auto judged = [](const std::string& json) {
        return judge_order(OrderVerb::release, "", parse_node_view(broker(0), json).value(), {})
            .step;
    };
    using enum OrderVerdict::Step;
    EXPECT_EQ(judged(report(0, "HELD", kOnHold)), wait);
    EXPECT_EQ(judged(report(0, "PREPARING")), wait);
    EXPECT_EQ(judged(report(0, "SERVING")), done);
    EXPECT_EQ(judged(report(0, "HELD", R"(,"code":"WRONG_JAVA")")), failed);
    EXPECT_EQ(judged(report(0, "STOPPED", kStoppedForGood)), done);
}

TEST(OrderVerdict, AnOrderThatWasReplacedHasFailed) {
    const auto view = parse_node_view(broker(0), report(0, "DRAINING")).value();
    const auto verdict = judge_order(OrderVerb::start, "", view,
                                     CommandState{.state = "superseded", .message = "by stop 7"});
    EXPECT_EQ(verdict.step, OrderVerdict::Step::failed);
    EXPECT_EQ(verdict.text, "another order took its place: by stop 7");
    const auto stopped = parse_node_view(broker(0), report(0, "STOPPED", kStoppedForGood)).value();
    EXPECT_EQ(judge_order(OrderVerb::restart, "", stopped, {}).step, OrderVerdict::Step::failed);
    EXPECT_EQ(judge_order(OrderVerb::hold, "", stopped, {}).step, OrderVerdict::Step::wait);
}

}  // namespace
}  // namespace ballast::cli
