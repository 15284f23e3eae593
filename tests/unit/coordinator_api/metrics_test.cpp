#include "coordinator/api/api_metrics.hpp"

#include <gmock/gmock.h>

#include "tests/unit/coordinator_api/api_fixture.hpp"

namespace ballast::coordinator::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Metrics, HaveTheView) {
    auto view = cluster_of(3, 3, {{"orders", 2, {{{0, 1, 2}, {0, 1}}}}});
    take_down(view, "kafka-2");
    node(view, "kafka-1").heard = view.now - std::chrono::seconds(3);
    const ApiMetrics metrics("1.2.3");
    const auto text = metrics.text(&view, {view.now, {}}, 2);
    for (const auto* line :
         {"ballast_coordinator_info{cluster=\"demo\",version=\"1.2.3\"} 1",
          "ballast_coordinator_view_age_seconds 3\n",
          "ballast_coordinator_heard_seconds{node=\"kafka-1\"} 3\n",
          "ballast_coordinator_event_subscribers 2\n",
          "ballast_cluster_nodes{role=\"kafka\",state=\"SERVING\"} 2\n",
          "ballast_cluster_nodes{role=\"kafka\",state=\"STOPPED\"} 1\n",
          "ballast_cluster_nodes{role=\"zookeeper\",state=\"SERVING\"} 3\n",
          "ballast_cluster_verdict{verdict=\"DEGRADED\"} 1\n",
          "ballast_cluster_verdict{verdict=\"OK\"} 0\n",
          "ballast_cluster_findings{code=\"AT_MIN_ISR\",severity=\"warning\"} 1\n",
          "ballast_cluster_partitions{state=\"at_min_isr\"} 1\n",
          "ballast_cluster_partitions{state=\"all\"} 1\n", "ballast_cluster_restart_blocked 1\n"}) {
        EXPECT_THAT(text, HasSubstr(line));
    }
}

TEST(Metrics, CountAnswersByRouteAndStatus) {
    ApiMetrics metrics("1.2.3");
    metrics.count_answer("/v1/health", 200);
    metrics.count_answer("/v1/health", 200);
    metrics.count_answer("", 404);
    const auto text = metrics.text(nullptr, {}, 0);
    EXPECT_THAT(text, HasSubstr("ballast_coordinator_requests_total{route=\"/v1/health\","
                                "status=\"200\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("{route=\"\",status=\"404\"} 1\n"));
}

TEST(Metrics, SayNothingOfWhatIsNotKnown) {
    const ApiMetrics metrics("1.2.3");
    EXPECT_THAT(metrics.text(nullptr, {}, 0), Not(HasSubstr("ballast_cluster_")));
    auto view = cluster_of(1, 1, {});
    view.kafka.taken.reset();
    EXPECT_THAT(metrics.text(&view, {view.now, {}}, 0),
                Not(HasSubstr("ballast_cluster_partitions")));
}

}  // namespace
}  // namespace ballast::coordinator::test
