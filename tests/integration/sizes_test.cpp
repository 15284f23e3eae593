// Other sizes and other versions: only in the full run, since each starts many JVMs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/files.hpp"
#include "tests/integration/support/records.hpp"
#include "tests/integration/support/test_cluster.hpp"

namespace ballast::test {
namespace {

using ::testing::IsEmpty;

void serve(const TestCluster& cluster, std::vector<std::string> arguments, unsigned nodes) {
    ASSERT_EQ(cluster.up(std::move(arguments)).exit_code, 0);
    EXPECT_EQ(cluster.status()["nodes"].size(), nodes);
    EXPECT_TRUE(cluster.all_ready());
    ASSERT_EQ(cluster.ballast("topic", {"create", "t", "--partitions", "5"}).exit_code, 0);
    const auto acknowledged = produce(cluster.bootstrap(), "t", "r", 500);
    EXPECT_EQ(acknowledged.size(), 500U);
    EXPECT_THAT(lost_for_good(cluster.bootstrap(), "t", acknowledged), IsEmpty());
}

TEST(Sizes, FiveBrokersAndThreeServers) {
    serve(TestCluster("five"), {"--brokers", "5", "--zookeepers", "3"}, 8);
}

TEST(Sizes, ThreeBrokersAndFiveServers) {
    serve(TestCluster("servers"), {"--brokers", "3", "--zookeepers", "5"}, 8);
}

TEST(Versions, Kafka381) {
    const TestCluster cluster("older");
    const auto document = cluster.folder().parent_path() / "cluster.yaml";
    ASSERT_TRUE(write_file_durably(
        document, "apiVersion: ballast/v1\nname: older\nkafka:\n  version: 3.8.1\n"));
    serve(cluster, {"--file", document}, 6);
}

}  // namespace
}  // namespace ballast::test
