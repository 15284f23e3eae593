#include "coordinator/api/api_metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <unistd.h>

#include "common/process_identity.hpp"
#include "coordinator/plan/partition_counts.hpp"
#include "coordinator/plan/verdict.hpp"

namespace ballast::coordinator {
namespace {

using Labels = prometheus::Labels;

// Made anew for each answer, from values that somebody else keeps.
class Gauges {
  public:
    Gauges(prometheus::Registry& registry, const std::string& name, const std::string& help)
        : family_(prometheus::BuildGauge().Name(name).Help(help).Register(registry)) {}
    Gauges& add(const Labels& labels, double value) {
        family_.Add(labels).Set(value);
        return *this;
    }

  private:
    prometheus::Family<prometheus::Gauge>& family_;
};

void add_nodes(prometheus::Registry& now, const ClusterView& view) {
    std::map<std::pair<std::string, std::string>, double> counts;
    for (const auto& node : view.nodes) {
        counts[{std::string(to_string(node.role)), node.heard ? node.state : "UNKNOWN"}] += 1;
    }
    Gauges nodes(now, "ballast_cluster_nodes", "Nodes by role and by the state they told last");
    for (const auto& [key, count] : counts) {
        nodes.add({{"role", key.first}, {"state", key.second}}, count);
    }
}

void add_health(prometheus::Registry& now, const ClusterView& view) {
    const auto health = judge(view);
    Gauges verdicts(now, "ballast_cluster_verdict", "1 for the verdict on the cluster");
    for (const auto verdict : {Verdict::ok, Verdict::degraded, Verdict::unsafe, Verdict::unknown}) {
        verdicts.add({{"verdict", std::string(to_string(verdict))}},
                     verdict == health.verdict ? 1 : 0);
    }
    std::map<std::pair<std::string, std::string>, double> counts;
    for (const auto& finding : health.findings) {
        counts[{finding.code, std::string(to_string(finding.severity))}] += 1;
    }
    Gauges findings(now, "ballast_cluster_findings", "What is found about the cluster, by code");
    for (const auto& [key, count] : counts) {
        findings.add({{"code", key.first}, {"severity", key.second}}, count);
    }
    Gauges(now, "ballast_cluster_restart_blocked", "1 while no node may be stopped")
        .add({}, health.restart_blocked ? 1 : 0);
}

void add_partitions(prometheus::Registry& now, const ClusterView& view) {
    if (!view.kafka.taken) {
        return;
    }
    const auto counts = count_partitions(view);
    Gauges partitions(now, "ballast_cluster_partitions", "Partitions, all and those in trouble");
    const auto add = [&](const char* state, std::size_t count) {
        partitions.add({{"state", state}}, static_cast<double>(count));
    };
    add("all", counts.total);
    add("offline", counts.offline);
    add("under_min_isr", counts.under_min_isr);
    add("at_min_isr", counts.at_min_isr);
    add("under_replicated", counts.under_replicated);
    add("reassigning", counts.reassigning);
}

void add_view(prometheus::Registry& now, const ClusterView& view, SteadyTime moment) {
    if (const auto age = age_seconds(view, moment)) {
        Gauges(now, "ballast_coordinator_view_age_seconds", "Age of the oldest fact in the view")
            .add({}, *age);
    }
    Gauges heard(now, "ballast_coordinator_heard_seconds",
                 "How long ago a node's agent answered last");
    for (const auto& node : view.nodes) {
        if (node.heard) {
            heard.add({{"node", node.name}},
                      std::chrono::duration<double>(moment - *node.heard).count());
        }
    }
    add_nodes(now, view);
    add_health(now, view);
    add_partitions(now, view);
}

}  // namespace

void ApiMetrics::count_answer(std::string_view pattern, int status) {
    answers_[{std::string(pattern), status}] += 1;
}

std::string ApiMetrics::text(const ClusterView* view, Moment moment,
                             std::size_t subscribers) const {
    prometheus::Registry now;
    Gauges(now, "ballast_coordinator_info", "The coordinator and its cluster; always 1")
        .add({{"version", version_}, {"cluster", view == nullptr ? "" : view->cluster}}, 1);
    Gauges(now, "ballast_coordinator_resident_bytes", "Resident memory of the coordinator")
        .add({}, static_cast<double>(resident_bytes(::getpid())));
    Gauges(now, "ballast_coordinator_event_subscribers", "Pages that watch now")
        .add({}, static_cast<double>(subscribers));
    auto& answers = prometheus::BuildCounter()
                        .Name("ballast_coordinator_requests_total")
                        .Help("Answers of the API by route and status; a stream's when it ends")
                        .Register(now);
    for (const auto& [key, count] : answers_) {
        answers.Add({{"route", key.first}, {"status", std::to_string(key.second)}})
            .Increment(count);
    }
    if (view != nullptr) {
        add_view(now, *view, moment.steady);
    }
    return prometheus::TextSerializer().Serialize(now.Collect());
}

}  // namespace ballast::coordinator
