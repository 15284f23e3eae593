// The coordinator's page in a real Chromium, over a real cluster; page_check.py has the checks.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "common/files.hpp"
#include "tests/integration/support/test_cluster.hpp"

namespace ballast::test {
namespace {

constexpr const char* kDocument = R"(apiVersion: ballast/v1
name: page
kafka: {version: 3.9.2, racks: [a, b, c]}
)";

TEST(Page, ShowsARealClusterInARealBrowser) {
    const TestCluster cluster("page");
    const auto document = cluster.folder().parent_path() / "page.yaml";
    ASSERT_TRUE(write_file_durably(document, kDocument));
    ASSERT_EQ(cluster.up({"--file", document}).exit_code, 0);
    ASSERT_EQ(cluster.ballast("topic", {"create", "kept", "--partitions", "6"}).exit_code, 0);
    // Debian's own Python: another one in PATH would not find Debian's selenium.
    const auto checked =
        run_command({"/usr/bin/python3", "-B", BALLAST_PAGE_CHECK, binary_folder() / "ballast",
                     cluster.name(), cluster.folder(), BALLAST_PAGE_OUTPUT},
                    Seconds{300});
    EXPECT_EQ(checked.exit_code, 0) << checked.err;
    fmt::print("{}screenshots are in {}\n", checked.out, BALLAST_PAGE_OUTPUT);
}

}  // namespace
}  // namespace ballast::test
