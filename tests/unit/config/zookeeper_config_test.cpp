#include "agent/config/zookeeper_config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/config/properties.hpp"
#include "common/document/owned_keys.hpp"
#include "tests/unit/config/golden.hpp"
#include "tests/unit/config/support.hpp"

namespace ballast::agent {
namespace {

constexpr const char* kDynamicFile = "/node/config/zoo.cfg.dynamic";

std::map<std::string, std::string> rendered(const std::string& body) {
    return parse_properties(
        render_zoo_cfg(test::parsed(body), test::example_paths(), kDynamicFile));
}

TEST(ZooKeeperConfig, OfTheExample) {
    const auto document = test::parsed("zookeeper:\n  config: {tickTime: 2000}\n");
    test::expect_golden(render_zoo_cfg(document, test::example_paths(), kDynamicFile), document,
                        "zoo.cfg");
    test::expect_golden(render_dynamic_config(test::example_node(Role::zookeeper, 1)), document,
                        "zoo.cfg.dynamic");
}

TEST(ZooKeeperConfig, UsersWinOverDefaults) {
    const auto all =
        rendered("zookeeper:\n  config: {initLimit: 20, maxClientCnxns: 100, x: \"\\n\"}\n");
    EXPECT_EQ(all.at("initLimit"), "20");
    EXPECT_EQ(all.at("maxClientCnxns"), "100");
    EXPECT_EQ(all.at("x"), "\n");
    EXPECT_EQ(all.at("syncLimit"), "5");
}

TEST(ZooKeeperConfig, WhatGuardsTheEnsembleIsOwned) {
    const auto all = rendered("");
    for (const char* key :
         {"dataDir", "dynamicConfigFile", "reconfigEnabled", "standaloneEnabled",
          "admin.enableServer", "4lw.commands.whitelist", "electionPortBindRetry"}) {
        EXPECT_TRUE(all.contains(key)) << key;
        EXPECT_TRUE(document::find_owned_key(Role::zookeeper, key)) << key;
    }
}

TEST(ZooKeeperConfig, FindsTheDynamicFileThatZooKeeperWroteDown) {
    EXPECT_EQ(current_dynamic_file("tickTime=2000\n"), std::nullopt);
    EXPECT_EQ(current_dynamic_file(""), std::nullopt);
    // As QuorumPeerConfig.editStaticConfig leaves it: our lines, then its own.
    EXPECT_EQ(current_dynamic_file("# head\nstandaloneEnabled=false\ntickTime=2000\n"
                                   "dynamicConfigFile=/n/config/zoo.cfg.dynamic.100000000\n"),
              "/n/config/zoo.cfg.dynamic.100000000");
    const test::TemporaryFolder odd;
    const auto file = odd.path() / "a b=c#" / "zoo.cfg.dynamic";
    EXPECT_EQ(current_dynamic_file(render_zoo_cfg({}, test::example_paths(), file)), file);
}

}  // namespace
}  // namespace ballast::agent
