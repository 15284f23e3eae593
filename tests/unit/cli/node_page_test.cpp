#include "coordinator/cli/node/node_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/cli/fake_agents.hpp"
#include "tests/unit/cli/fake_terminal.hpp"

namespace ballast::cli {
namespace {

using test::broker;
using test::report;
using testing::HasSubstr;

constexpr const char* kAll =
    R"(,"code":"CLUSTER_ID_MISMATCH","reason":"the volume belongs to cluster 9xQ",)"
    R"("next_step":"mount this node's own volume","since":"2026-01-31T09:08:00Z",)"
    R"("agent_pid":122,"restarts":3,"config_revision":"abc","intent":"running","incarnation":"",)"
    R"("on_hold":{"by":"alice","reason":"disk","since":"2026-01-31T08:10:00Z"},)"
    R"("conditions":[{"code":"DISK_NEARLY_FULL","reason":"4 % free","next_step":"add disk",)"
    R"("since":"2026-01-31T09:09:50Z"}],)"
    R"("transitions":[{"at":"2026-01-31T09:07:59Z","from":"PREPARING","to":"HELD",)"
    R"("code":"CLUSTER_ID_MISMATCH","reason":"must not start"}],)"
    R"("last_exits":[{"pid":99,"exit_code":0,"signal":9,"asked":false,)"
    R"("at":"2026-01-31T09:07:00Z","code":"KERNEL_OOM","cause":"killed for memory",)"
    R"("clean":false},{"pid":100,"exit_code":143,"signal":0,"asked":true,)"
    R"("at":"2026-01-31T09:07:30Z","code":"","cause":"asked to end","clean":true}],)"
    R"("probes":{"startup":{"ok":true,"reason":"ok"},"live":{"ok":true,"reason":""},)"
    R"("ready":{"ok":false,"reason":"HELD"}},)"
    R"("disks":[{"path":"/data","free_bytes":1073741824,"total_bytes":10737418240,)"
    R"("needed_free_bytes":2147483648,"write_error":"read-only file system"}],"recovery":{"done":312,"total":1000,"eta_seconds":95},)"
    R"("clean_stop":true,"versions":{"agent":"0.2.0","kafka":"3.9.2","java":"17.0.13",)"
    R"("init_protocol":2},"certificate_expires":"2026-02-10T09:10:00Z","epoch":0)";

std::string page(const std::string& json) {
    test::FakeTerminal fake;
    const auto view = parse_node_view(broker(0), json);
    EXPECT_TRUE(view) << view.error().message;
    return node_page(broker(0), view.value(), fake.make(), test::StillClock().wall());
}

TEST(NodePage, TellsAll) {
    EXPECT_EQ(page(report(0, "HELD", kAll)),
              R"(kafka-0  HELD  CLUSTER_ID_MISMATCH  the volume belongs to cluster 9xQ (2 min)
next: mount this node's own volume

  node          kafka 0 of demo, 127.10.2.1
  since         2026-01-31T09:08:00Z (2 min ago)
  wanted        running
  on hold       by alice since 2026-01-31T08:10:00Z (1 h ago): disk
  recovery      312 of 1000 logs (31 %), about 1m35s left
  JVM           none runs
  agent         pid 122
  restarts      3
  clean stop    yes, proved
  revision      abc
  versions      agent 0.2.0, Kafka 3.9.2, Java 17.0.13, init protocol 2
  certificate   expires 2026-02-10T09:10:00Z (in 10 days)

Warnings
  DISK_NEARLY_FULL  4 % free (10 s)
    next: add disk

Probes
  startup  ok
  live     ok
  ready    no: HELD

Disks
PATH      FREE        OF   NEEDED
/data  1.0 GiB  10.0 GiB  2.0 GiB
/data: read-only file system

Changes of state
AT                    FROM       TO    CODE                 WHY
2026-01-31T09:07:59Z  PREPARING  HELD  CLUSTER_ID_MISMATCH  must not start

Ends of the JVM
AT                    PID  END       ASKED  CLEAN  CODE        CAUSE
2026-01-31T09:07:00Z   99  SIGKILL   no     no     KERNEL_OOM  killed for memory
2026-01-31T09:07:30Z  100  exit 143  yes    yes    -           asked to end
)");
}

TEST(NodePage, LeavesOutWhatAnOlderAgentDoesNotSay) {
    const std::string text = page(report(0, "SERVING", R"(,"pid":7,"heap_bytes":536870912)"));
    EXPECT_THAT(text, HasSubstr("kafka-0  SERVING\n"));
    EXPECT_THAT(text, HasSubstr("  JVM           pid 7, heap 512Mi\n"));
    for (const char* absent : {"next:", "Probes", "Disks", "Warnings", "versions", "certificate",
                               "on hold", "recovery", "clean stop", "Ends"}) {
        EXPECT_FALSE(text.contains(absent)) << absent;
    }
}

TEST(NodePage, ClaimsNothingOfANodeThatIsNotKnown) {
    NodeView view;
    view.status = node_status(broker(0), test::silence(), {.lives = true});
    view.status.pid = 7;
    test::FakeTerminal fake;
    EXPECT_EQ(node_page(broker(0), view, fake.make(), test::StillClock().wall()),
              "kafka-0  UNKNOWN  AGENT_UNREACHABLE  its agent does not answer: connection refused\n"
              "\n  node          kafka 0 of demo, 127.10.2.1\n  JVM           pid 7\n");
}

TEST(NodePage, SaysThatACertificateHasExpired) {
    EXPECT_THAT(page(report(0, "SERVING", R"(,"certificate_expires":"2026-01-30T09:10:00Z")")),
                HasSubstr("EXPIRED on 2026-01-30T09:10:00Z"));
}

TEST(NodePage, TakesControlCharactersForWhatTheyAre) {
    const std::string text =
        page(report(0, "HELD", R"(,"reason":"x\u001b[2J","next_step":"y\u001b[1m")"));
    EXPECT_FALSE(text.contains('\x1b'));
}

TEST(NodeView, RefusesAnotherNodesAnswerAndWrongMembers) {
    EXPECT_FALSE(parse_node_view(broker(1), report(0, "SERVING")));
    for (const char* wrong :
         {R"(,"on_hold":"alice")", R"(,"conditions":{})", R"(,"probes":[])", R"(,"last_exits":[1])",
          R"(,"recovery":{"done":"1"})", R"(,"clean_stop":"yes")", R"(,"versions":3)"}) {
        EXPECT_FALSE(parse_node_view(broker(0), report(0, "SERVING", wrong))) << wrong;
    }
    const auto view = parse_node_view(
        broker(0), report(0, "SERVING",
                          R"(,"on_hold":null,"recovery":null,"clean_stop":null,"last_exit":null)"));
    ASSERT_TRUE(view);
    EXPECT_FALSE(view->on_hold);
    EXPECT_FALSE(view->recovery);
    EXPECT_FALSE(view->clean_stop);
}

}  // namespace
}  // namespace ballast::cli
