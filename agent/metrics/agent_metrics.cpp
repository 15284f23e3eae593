#include "agent/metrics/agent_metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "common/process_identity.hpp"

namespace ballast::agent {
namespace {

using Labels = prometheus::Labels;

// Both are made anew for each answer, from values that somebody else keeps.
void add(prometheus::Registry& registry, const std::string& name, const std::string& help,
         const std::vector<std::pair<Labels, double>>& values) {
    auto& family = prometheus::BuildGauge().Name(name).Help(help).Register(registry);
    for (const auto& [labels, value] : values) {
        family.Add(labels).Set(value);
    }
}

void add_counter(prometheus::Registry& registry, const std::string& name, const std::string& help,
                 const std::vector<std::pair<Labels, std::uint64_t>>& values) {
    auto& family = prometheus::BuildCounter().Name(name).Help(help).Register(registry);
    for (const auto& [labels, value] : values) {
        family.Add(labels).Increment(static_cast<double>(value));
    }
}

double seconds(WallTime time) {
    return std::chrono::duration<double>(time.time_since_epoch()).count();
}

std::vector<std::pair<Labels, double>> states(State current) {
    std::vector<std::pair<Labels, double>> out;
    for (std::size_t i = 0; i < kStateCount; ++i) {
        const auto state = static_cast<State>(i);
        out.push_back({{{"state", std::string(to_string(state))}}, state == current ? 1.0 : 0.0});
    }
    return out;
}

void add_node(prometheus::Registry& now, const MetricsInput& input) {
    const auto& report = input.report;
    add(now, "ballast_agent_info", "The agent and its node; always 1",
        {{{{"version", input.agent_version},
           {"node", report.identity.name},
           {"role", std::string(to_string(report.identity.role))},
           {"cluster", report.identity.cluster}},
          1}});
    add(now, "ballast_node_state", "1 for the state that the node is in", states(report.state));
    add(now, "ballast_node_ready", "1 while the node serves its clients",
        {{{}, report.ready ? 1.0 : 0.0}});
    add(now, "ballast_node_on_hold", "1 while a person keeps Ballast from acting on the node",
        {{{}, report.on_hold ? 1.0 : 0.0}});
    add(now, "ballast_node_since_seconds", "Since when the node is in its state, in Unix time",
        {{{}, seconds(report.since)}});
    add_counter(now, "ballast_node_restarts_total",
                "Starts after an unplanned end, over the node's life", {{{}, report.restarts}});
    std::vector<std::pair<Labels, double>> conditions;
    if (!report.code.empty()) {
        conditions.push_back({{{"code", report.code}}, 1});
    }
    for (const auto& condition : report.conditions) {
        if (condition.finding.code != report.code) {
            conditions.push_back({{{"code", condition.finding.code}}, 1});
        }
    }
    add(now, "ballast_node_condition", "1 for each condition that the node shows", conditions);
}

void add_machine(prometheus::Registry& now, const MetricsInput& input) {
    std::vector<std::pair<Labels, double>> free;
    for (const auto& dir : input.disks) {
        if (dir.free_bytes >= 0) {
            free.push_back({{{"path", dir.path.string()}}, static_cast<double>(dir.free_bytes)});
        }
    }
    add(now, "ballast_disk_free_bytes", "Free space of the node's directories", free);
    add(now, "ballast_disk_needed_free_bytes", "Free space below which the node does not start",
        {{{}, static_cast<double>(input.needed_free_bytes)}});
    add(now, "ballast_agent_resident_bytes", "Resident memory of the agent",
        {{{}, static_cast<double>(resident_bytes(input.report.agent_pid))}});
    add(now, "ballast_jvm_resident_bytes", "Resident memory of the JVM; 0 without one",
        {{{}, static_cast<double>(input.report.rss_bytes)}});
    std::vector<std::pair<Labels, std::uint64_t>> dropped;
    for (const auto& [log, entries] : input.log_dropped) {
        dropped.push_back({{{"log", log}}, entries});
    }
    add_counter(now, "ballast_log_dropped_total",
                "Entries that could not be written to the node's log files, on a full disk mostly",
                dropped);
    if (input.certificate_expires) {
        add(now, "ballast_certificate_expires_seconds",
            "End of the node's own certificate, in Unix time",
            {{{}, seconds(*input.certificate_expires)}});
    }
    if (input.recovery) {
        add(now, "ballast_recovery_logs_done", "Logs that the broker has read in its recovery",
            {{{}, static_cast<double>(input.recovery->done)}});
        add(now, "ballast_recovery_logs", "Logs that the broker has to read in its recovery",
            {{{}, static_cast<double>(input.recovery->total)}});
    }
}

}  // namespace

struct AgentMetrics::Families {
    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter>& exits =
        prometheus::BuildCounter()
            .Name("ballast_jvm_exits_total")
            .Help("Ends of the JVM by the condition that explains them; none for one in order")
            .Register(registry);
    prometheus::Family<prometheus::Counter>& commands =
        prometheus::BuildCounter()
            .Name("ballast_agent_commands_total")
            .Help("Commands that came, by what became of them")
            .Register(registry);
    prometheus::Family<prometheus::Counter>& entries = prometheus::BuildCounter()
                                                           .Name("ballast_log_entries_total")
                                                           .Help("Entries of the JVM's log")
                                                           .Register(registry);
    prometheus::Histogram& lateness =
        prometheus::BuildHistogram()
            .Name("ballast_agent_loop_lateness_seconds")
            .Help("How late the agent's loop ran what was due, once a second")
            .Register(registry)
            .Add({}, prometheus::Histogram::BucketBoundaries{0.001, 0.005, 0.02, 0.1, 0.5, 2, 10});
};

// The levels are there from the beginning: a rate sees the first ERROR, too.
AgentMetrics::AgentMetrics() : families_(std::make_unique<Families>()) {
    for (const auto level : {LogLevel::trace, LogLevel::debug, LogLevel::info, LogLevel::warn,
                             LogLevel::error, LogLevel::fatal}) {
        families_->entries.Add({{"level", std::string(to_string(level))}});
    }
}
AgentMetrics::~AgentMetrics() = default;

void AgentMetrics::count_exit(const std::string& code) {
    families_->exits.Add({{"code", code.empty() ? "none" : code}}).Increment();
}

void AgentMetrics::count_command(std::string_view verb, const std::string& result) {
    families_->commands.Add({{"verb", std::string(verb)}, {"result", result}}).Increment();
}

void AgentMetrics::count_entry(LogLevel level) {
    families_->entries.Add({{"level", std::string(to_string(level))}}).Increment();
}

void AgentMetrics::observe_lateness(std::chrono::milliseconds late) {
    families_->lateness.Observe(std::chrono::duration<double>(late).count());
}

std::string AgentMetrics::text(const MetricsInput& input) const {
    prometheus::Registry now;
    add_node(now, input);
    add_machine(now, input);
    auto families = now.Collect();
    for (auto& family : families_->registry.Collect()) {
        families.push_back(std::move(family));
    }
    return prometheus::TextSerializer().Serialize(families);
}

}  // namespace ballast::agent
