#include "coordinator/cli/cluster/node_layout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/cli_cluster/temporary_folder.hpp"

namespace ballast::cli {
namespace {

TEST(NodeLayout, PutsZooKeeperFirstAndTellsEachNodeAllServers) {
    document::Document document;
    document.name = "demo";
    document.kafka.replicas = 2;
    document.zookeeper.replicas = 3;
    const auto nodes = lay_out_nodes(document, {.block = 12,
                                                .birth = true,
                                                .kafka_home = "/kafka",
                                                .kafka_java = "/java17",
                                                .zookeeper_java = "/java11",
                                                .secrets = "/dev/shm/x"});
    ASSERT_EQ(nodes.size(), 5U);
    EXPECT_EQ(nodes[0].name, "zookeeper-1");
    EXPECT_EQ(nodes[0].address, "127.12.1.1");
    EXPECT_EQ(nodes[0].java_home, "/java11");
    EXPECT_EQ(nodes[3].name, "kafka-0");
    EXPECT_EQ(nodes[3].id, 0);
    EXPECT_EQ(nodes[3].address, "127.12.2.1");
    EXPECT_EQ(nodes[3].java_home, "/java17");
    EXPECT_EQ(nodes[4].secrets_dir, "/dev/shm/x/kafka-1");
    EXPECT_TRUE(nodes[4].birth);
    ASSERT_EQ(nodes[4].zookeepers.size(), 3U);
    EXPECT_EQ(nodes[4].zookeepers[2].address, "127.12.1.3");
}

TEST(SecretsFolder, IsInMemoryAndDiffersByBlock) {
    const test::ScopedVariable runtime("XDG_RUNTIME_DIR", "/tmp");  // not tmpfs, not private
    const auto one = secrets_folder("demo", 10);
    ASSERT_TRUE(one) << one.error().message;
    EXPECT_TRUE(one->string().starts_with("/dev/shm/ballast-"));
    EXPECT_NE(*one, secrets_folder("demo", 11).value());
}

TEST(SecretsFolder, FollowsAPrivateRuntimeFolder) {
    const std::filesystem::path folder = "/dev/shm/ballast-test-runtime";
    std::filesystem::create_directory(folder);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    const test::ScopedVariable runtime("XDG_RUNTIME_DIR", folder.c_str());
    EXPECT_EQ(secrets_folder("demo", 10).value(), folder / "ballast" / "demo-10");
    std::filesystem::permissions(folder, std::filesystem::perms::all);
    EXPECT_NE(secrets_folder("demo", 10).value(), folder / "ballast" / "demo-10");
    std::filesystem::remove(folder);
}

}  // namespace
}  // namespace ballast::cli
