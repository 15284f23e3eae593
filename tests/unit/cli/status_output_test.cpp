#include "coordinator/cli/status_output.hpp"

#include <gmock/gmock.h>

#include "tests/unit/cli/fake_terminal.hpp"

namespace ballast::cli {
namespace {

using test::FakeTerminal;
using ::testing::HasSubstr;
using ::testing::Not;

ClusterStatus sample() {
    const NodeStatus serving{.name = "zookeeper-1",
                             .role = Role::zookeeper,
                             .id = 1,
                             .state = "SERVING",
                             .ready = true,
                             .since = "2026-01-31T09:00:00Z",
                             .pid = 120,
                             .agent_pid = 119,
                             .address = "127.10.1.1",
                             .heap_bytes = 268435456,
                             .rss_bytes = 84'000'000,
                             .config_revision = "0123456789ab"};
    const NodeStatus held{.name = "kafka-0",
                          .id = 0,
                          .state = "HELD",
                          .code = "VOLUME_EMPTY",
                          .reason = "its volume came back empty",
                          .since = "2026-01-31T09:00:50Z",
                          .agent_pid = 122,
                          .address = "127.10.2.1",
                          .restarts = 3,
                          .heap_bytes = 536870912,
                          .config_revision = "0123456789ab"};
    const NodeStatus unknown{.name = "kafka-1",
                             .id = 1,
                             .state = "UNKNOWN",
                             .code = "NODE_DOWN",
                             .reason = "its ballast-init does not run",
                             .address = "127.10.2.2"};
    return {.cluster = "demo",
            .bootstrap = "127.10.2.1:9092,127.10.2.2:9092",
            .nodes = {serving, held, unknown}};
}

WallTime now() {
    return *parse_rfc3339("2026-01-31T09:01:05.4Z");
}

TEST(StatusOutput, EndsTheTableWithTheCoordinator) {
    FakeTerminal fake;
    auto status = sample();
    status.coordinator = "http://127.10.0.1:8080: OK";
    EXPECT_THAT(render_status(status, OutputFormat::table, fake.make(), now()),
                HasSubstr("\ncoordinator http://127.10.0.1:8080: OK\n"));
    EXPECT_THAT(render_status(status, OutputFormat::json, fake.make(), now()),
                Not(HasSubstr("coordinator")));
}

TEST(StatusOutput, TableIsReadableWithoutColour) {
    FakeTerminal fake;
    EXPECT_EQ(render_status(sample(), OutputFormat::table, fake.make(), now()),
              R"(demo: 1 of 3 nodes ready, bootstrap 127.10.2.1:9092,127.10.2.2:9092
NAME         ROLE       ID  STATE    READY  CODE          PID  ADDRESS     UPTIME  RESTARTS
zookeeper-1  zookeeper   1  SERVING  yes    -             120  127.10.1.1    1m5s         0
kafka-0      kafka       0  HELD     no     VOLUME_EMPTY    -  127.10.2.1     15s         3
kafka-1      kafka       1  UNKNOWN  no     NODE_DOWN       -  127.10.2.2       -         -

kafka-0  HELD  VOLUME_EMPTY  its volume came back empty (15 s)
kafka-1  UNKNOWN  NODE_DOWN  its ballast-init does not run
)");
}

TEST(StatusOutput, NamesWarningsOfNodesThatAreReady) {
    FakeTerminal fake;
    ClusterStatus status = sample();
    NodeStatus& serving = status.nodes[0];
    status.nodes.resize(1);
    serving.warnings = {{.code = "DISK_NEARLY_FULL",
                         .reason = "4 % are free",
                         .next_step = {},
                         .since = "2026-01-31T08:58:00Z"},
                        {.code = "CERTIFICATE_EXPIRING",
                         .reason = "in 6 days",
                         .next_step = {},
                         .since = "2026-01-29T08:58:00Z"}};
    serving.code = serving.warnings.front().code;
    serving.reason = serving.warnings.front().reason;
    const std::string table = render_status(status, OutputFormat::table, fake.make(), now());
    EXPECT_TRUE(table.contains("1 of 1 nodes ready")) << table;
    EXPECT_TRUE(table.contains("SERVING  yes    DISK_NEARLY_FULL  120")) << table;
    EXPECT_TRUE(
        table.ends_with("\n\nzookeeper-1  SERVING  DISK_NEARLY_FULL  4 % are free (3 min)\n"
                        "zookeeper-1  SERVING  CERTIFICATE_EXPIRING  in 6 days (2 days)\n"))
        << table;
    EXPECT_TRUE(to_answer(status).json_line().contains(
        R"("ready":true,"code":"DISK_NEARLY_FULL","reason":"4 % are free")"));
    EXPECT_FALSE(to_answer(status).json_line().contains("CERTIFICATE_EXPIRING"));
}

TEST(StatusOutput, ShowsAFrozenNode) {
    FakeTerminal fake;
    ClusterStatus status = sample();
    status.nodes.resize(2);
    status.nodes[1].state = "FROZEN";
    status.nodes[1].code = "FROZEN";
    status.nodes[1].reason = "its JVM got no processor time for 40 s";
    const std::string table =
        render_status(status, OutputFormat::table, fake.make(test::kColourTerminal), now());
    EXPECT_TRUE(table.contains("\x1b[31mFROZEN\x1b[0m")) << table;
    EXPECT_TRUE(table.contains("  its JVM got no processor time for 40 s (15 s)\n")) << table;
}

TEST(StatusOutput, AgesAreInWords) {
    const auto at = [](const char* since) { return age_in_words(since, now()); };
    EXPECT_EQ(at("2026-01-31T09:01:00Z"), "5 s");
    EXPECT_EQ(at("2026-01-31T09:00:05Z"), "1 min");
    EXPECT_EQ(at("2026-01-31T07:00:05Z"), "2 h");
    EXPECT_EQ(at("2026-01-29T09:00:05Z"), "2 days");
    EXPECT_EQ(at("2026-02-01T00:00:00Z"), "0 s");
    EXPECT_EQ(at(""), "");
}

TEST(StatusOutput, WideAddsColumns) {
    FakeTerminal fake;
    const std::string wide = render_status(sample(), OutputFormat::wide, fake.make(), now());
    EXPECT_TRUE(
        wide.contains("UPTIME  RESTARTS  SINCE                 AGENT   HEAP   RSS  REVISION\n"))
        << wide;
    EXPECT_TRUE(
        wide.contains("  1m5s         0  2026-01-31T09:00:00Z    119  256Mi  80Mi  0123456789ab\n"))
        << wide;
}

TEST(StatusOutput, ColoursStatesOnATerminal) {
    FakeTerminal fake;
    const std::string table =
        render_status(sample(), OutputFormat::table, fake.make(test::kColourTerminal), now());
    EXPECT_TRUE(table.contains("\x1b[32mSERVING\x1b[0m"));
    EXPECT_TRUE(table.contains("\x1b[31mHELD\x1b[0m"));
    EXPECT_FALSE(
        render_status(sample(), OutputFormat::json, fake.make(test::kColourTerminal), now())
            .contains("\x1b"));
}

TEST(StatusOutput, JsonIsTheContract) {
    ClusterStatus status = sample();
    status.nodes.resize(1);
    EXPECT_EQ(to_answer(status).json_line(),
              R"({"cluster":"demo","bootstrap":"127.10.2.1:9092,127.10.2.2:9092","nodes":[)"
              R"({"name":"zookeeper-1","role":"zookeeper","id":1,"state":"SERVING","ready":true,)"
              R"("code":"","reason":"","since":"2026-01-31T09:00:00Z","pid":120,"agent_pid":119,)"
              R"("address":"127.10.1.1","restarts":0,"heap_bytes":268435456,"rss_bytes":84000000,)"
              R"("config_revision":"0123456789ab"}]})"
              "\n");
}

TEST(StatusOutput, YamlIsTheSame) {
    FakeTerminal fake;
    ClusterStatus status = sample();
    status.nodes.resize(1);
    EXPECT_EQ(render_status(status, OutputFormat::yaml, fake.make(), now()),
              R"(cluster: demo
bootstrap: "127.10.2.1:9092,127.10.2.2:9092"
nodes:
  - name: zookeeper-1
    role: zookeeper
    id: 1
    state: SERVING
    ready: true
    code: ""
    reason: ""
    since: "2026-01-31T09:00:00Z"
    pid: 120
    agent_pid: 119
    address: "127.10.1.1"
    restarts: 0
    heap_bytes: 268435456
    rss_bytes: 84000000
    config_revision: "0123456789ab"
)");
}

}  // namespace
}  // namespace ballast::cli
