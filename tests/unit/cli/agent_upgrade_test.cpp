#include "coordinator/cli/node/agent_upgrade.hpp"

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

std::string with_agent(int id, int agent_pid, const std::string& version, int jvm = 50) {
    return report(id, "SERVING",
                  R"(,"agent_pid":)" + std::to_string(agent_pid) + R"(,"pid":)" +
                      std::to_string(jvm) + R"(,"versions":{"agent":")" + version + "\"}");
}

const CommandState kDone{.state = "done", .message = {}};

struct AgentUpgrade : testing::Test {
    test::ScriptedAgents agents;
    test::StillClock clock;
    test::FakeTerminal fake;
    Terminal terminal = fake.make();

    int upgrade(int brokers = 1) {
        std::vector<NodeIdentity> nodes;
        for (int id = 0; id < brokers; ++id) {
            nodes.push_back(broker(id));
        }
        return upgrade_agents({.agents = agents,
                               .clock = clock,
                               .pause =
                                   [this](std::chrono::milliseconds time) {
                                       clock.advance(time);
                                       return false;
                                   }},
                              {.binary = "/opt/new/ballast-agent",
                               .sha256 = "abc",
                               .timeout = std::chrono::minutes(1)},
                              nodes, terminal);
    }
};

TEST_F(AgentUpgrade, IsProvedByTheNewAgentWithTheSameJvm) {
    agents.nodes["kafka-0"] = {
        .reports = {with_agent(0, 40, "0.1.0"), with_agent(0, 40, "0.1.0"), silence(),
                    with_agent(0, 41, "0.2.0"), with_agent(0, 41, "0.2.0")},
        .sends = {accepted()},
        .states = {accepted(), accepted(), kDone}};
    EXPECT_EQ(upgrade(), 0) << fake.err;
    EXPECT_EQ(fake.out,
              "  kafka-0        upgraded    agent 0.1.0 -> 0.2.0, pid 40 -> 41, JVM 50 goes on, "
              "0.8 s\n");
    ASSERT_EQ(agents.sent.size(), 1U);
    EXPECT_EQ(agents.sent[0].command.verb, "upgrade_agent");
    EXPECT_EQ(agents.sent[0].command.binary, "/opt/new/ballast-agent");
    EXPECT_EQ(agents.sent[0].command.sha256, "abc");
}

TEST_F(AgentUpgrade, EndsWhereANodeWentBackToItsOldAgent) {
    agents.nodes["kafka-0"] = {
        .reports = {with_agent(0, 40, "0.1.0"), with_agent(0, 42, "0.1.0")},
        .sends = {accepted()},
        .states = {CommandState{.state = "failed", .message = "it ended with exit 1 after 0.3 s"}}};
    EXPECT_EQ(upgrade(3), 1);
    EXPECT_EQ(fake.out, "");
    EXPECT_EQ(fake.err,
              "error: kafka-0: it went back to the old agent (0.1.0): it ended with exit 1 after "
              "0.3 s\nnext: ballast events kafka-0 --since 10m\nnot touched: kafka-1, kafka-2\n");
    EXPECT_EQ(agents.sent.size(), 1U);
}

TEST_F(AgentUpgrade, SaysThatAJvmIsAnotherOne) {
    agents.nodes["kafka-0"] = {
        .reports = {with_agent(0, 40, "0.1.0"), with_agent(0, 41, "0.2.0", 60)},
        .sends = {accepted()},
        .states = {kDone}};
    EXPECT_EQ(upgrade(), 1);
    EXPECT_THAT(fake.err, HasSubstr("its JVM was 50 and is 60"));
}

TEST_F(AgentUpgrade, OfASilentAgentIsUnreachable) {
    EXPECT_EQ(upgrade(2), 3);
    EXPECT_THAT(fake.err, HasSubstr("kafka-0: its agent does not answer"));
    EXPECT_THAT(fake.err, HasSubstr("not touched: kafka-1\n"));
    agents.nodes["kafka-0"].reports = {fail(ErrorKind::timed_out, "the deadline passed")};
    EXPECT_EQ(upgrade(), 3);
    EXPECT_TRUE(agents.sent.empty());
}

TEST_F(AgentUpgrade, RefusedIsToldWithItsCode) {
    agents.nodes["kafka-0"] = {.reports = {with_agent(0, 40, "0.1.0")},
                               .sends = {fail(ErrorKind::refused, "init is too old", "OLD_INIT")},
                               .states = {}};
    EXPECT_EQ(upgrade(), 4);
    EXPECT_THAT(fake.err, HasSubstr("error: kafka-0: refused: OLD_INIT: init is too old\n"));
}

TEST_F(AgentUpgrade, TimesOut) {
    agents.nodes["kafka-0"] = {
        .reports = {with_agent(0, 40, "0.1.0")}, .sends = {accepted()}, .states = {accepted()}};
    EXPECT_EQ(upgrade(), 5);
    EXPECT_THAT(fake.err, HasSubstr("not done within 1m0s: agent 0.1.0, pid 40, command accepted"));
    // A new pid alone proves nothing: it may be the old agent's next life.
    agents.nodes["kafka-0"].reports = {with_agent(0, 40, "0.1.0"), with_agent(0, 41, "0.1.0")};
    EXPECT_EQ(upgrade(), 5);
}

}  // namespace
}  // namespace ballast::cli
