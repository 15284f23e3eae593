// schemathesis (from PyPI) makes requests out of /openapi.json, wrong ones and right ones, and
// finds no answer of a running coordinator that is not as the document says.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "common/files.hpp"
#include "common/text.hpp"
#include "tests/integration/support/test_cluster.hpp"

namespace ballast::test {
namespace {

TEST(Schema, IsWhatTheCoordinatorAnswers) {
    const TestCluster cluster("schema");
    ASSERT_EQ(cluster.up().exit_code, 0);
    // Something to tell: topics, and one of their replicas out of sync.
    ASSERT_EQ(cluster.ballast("topic", {"create", "kept", "--partitions", "6"}).exit_code, 0);
    ASSERT_EQ(cluster.ballast("node", {"stop", "kafka-1"}).exit_code, 0);
    const auto link = cluster.ballast("dashboard").out;
    const auto origin = link.substr(0, link.find("/login"));
    const auto checked = run_command(
        {BALLAST_SCHEMA_CHECK, origin, cluster.folder() / "coordinator/token"}, Seconds{540});
    EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err;
    fmt::print("{}", checked.out);
}

}  // namespace
}  // namespace ballast::test
