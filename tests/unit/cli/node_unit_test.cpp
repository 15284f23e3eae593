#include "coordinator/cli/node_unit.hpp"

#include <gtest/gtest.h>

#include "coordinator/cli/node_choice.hpp"

namespace ballast::cli {
namespace {

UnitInput sample() {
    NodeIdentity node;
    node.name = "kafka-0";
    node.cluster = "demo";
    return {.node = node,
            .node_dir = "/home/u/.local/share/ballast/demo/nodes/kafka-0",
            .init = "/opt/ballast/bin/ballast-init",
            .agent = "/opt/ballast/bin/ballast-agent",
            .user = "kafka"};
}

TEST(NodeUnit, RunsInitAndOnlyInitGetsTerm) {
    const auto unit = render_unit(sample());
    ASSERT_TRUE(unit);
    EXPECT_TRUE(
        unit->contains("\nExecStart=\"/opt/ballast/bin/ballast-init\" --node-dir "
                       "\"/home/u/.local/share/ballast/demo/nodes/kafka-0\" --agent "
                       "\"/opt/ballast/bin/ballast-agent\"\n"))
        << *unit;
    for (const char* setting :
         {"\nDescription=Ballast: kafka-0 of the cluster demo\n", "\nUser=kafka\n",
          "\nRestart=always\n", "\nKillMode=mixed\n", "\nTimeoutStopSec=15min\n",
          "\nLimitNOFILE=1000000\n", "\nLimitCORE=0\n", "\nNoNewPrivileges=yes\n",
          "\nWantedBy=multi-user.target\n"}) {
        EXPECT_TRUE(unit->contains(setting)) << setting;
    }
}

TEST(NodeUnit, QuotesWhatSystemdWouldRead) {
    EXPECT_EQ(quote_for_systemd("/a b"), "\"/a b\"");
    EXPECT_EQ(quote_for_systemd("a\"b\\c"), "\"a\\\"b\\\\c\"");
    EXPECT_EQ(quote_for_systemd("100%$HOME"), "\"100%%$$HOME\"");
}

TEST(NodeUnit, RefusesWhatCannotStandInALine) {
    UnitInput input = sample();
    input.node_dir = "/a\nExecStartPre=/bin/evil";
    EXPECT_FALSE(render_unit(input));
    input = sample();
    input.user = "x\n";
    EXPECT_FALSE(render_unit(input));
}

TEST(NodeChoice, TakesAllOrTheNamedInTheClustersOrder) {
    NodeIdentity a;
    a.name = "zookeeper-1";
    NodeIdentity b;
    b.name = "kafka-0";
    const std::vector nodes{a, b};
    EXPECT_EQ(choose_nodes(nodes, {})->size(), 2U);
    const auto both = choose_nodes(nodes, {"kafka-0", "zookeeper-1", "kafka-0"});
    ASSERT_TRUE(both);
    ASSERT_EQ(both->size(), 2U);
    EXPECT_EQ(both->front().name, "zookeeper-1");
    const auto none = choose_nodes(nodes, {"kafka-7"});
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().message, "there is no node kafka-7; there are: zookeeper-1, kafka-0");
}

}  // namespace
}  // namespace ballast::cli
