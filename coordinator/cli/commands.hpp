// The commands that `main` runs; each returns its exit code.
#pragma once

#include "coordinator/cli/args.hpp"
#include "coordinator/cli/terminal.hpp"

namespace ballast::cli {

// The cluster that a command means; empty members were not given.
struct ClusterChoice {
    std::string name;
    std::filesystem::path dir;
};

int run_status(const StatusOptions& options, const ClusterChoice& choice, Terminal& terminal);
int run_logs(const LogsOptions& options, const ClusterChoice& choice, Terminal& terminal);
int run_config_validate(const ConfigValidateOptions& options, Terminal& terminal);
int run_config_render(const ConfigRenderOptions& options, Terminal& terminal);
int run_topic_create(const TopicCreateOptions& options, const ClusterChoice& choice,
                     Terminal& terminal);
int run_topic_list(const TopicListOptions& options, const ClusterChoice& choice,
                   Terminal& terminal);
int run_topic_describe(const TopicDescribeOptions& options, const ClusterChoice& choice,
                       Terminal& terminal);
int run_topic_delete(const TopicDeleteOptions& options, const ClusterChoice& choice,
                     Terminal& terminal);
int run_events(const EventsOptions& options, const ClusterChoice& choice, Terminal& terminal);
int run_node_show(const NodeShowOptions& options, const ClusterChoice& choice, Terminal& terminal);
int run_node_order(const NodeOrderOptions& options, const ClusterChoice& choice,
                   Terminal& terminal);
int run_agent_upgrade(const AgentUpgradeOptions& options, const ClusterChoice& choice,
                      Terminal& terminal);
int run_support(const SupportOptions& options, const ClusterChoice& choice, Terminal& terminal);
int run_node_unit(const NodeUnitOptions& options, const ClusterChoice& choice, Terminal& terminal);
int run_health(const HealthOptions& options, const ClusterChoice& choice, Terminal& terminal);
int run_top(const TopOptions& options, const ClusterChoice& choice, Terminal& terminal);
int run_may_stop(const MayStopOptions& options, const ClusterChoice& choice, Terminal& terminal);
int run_plan_roll(const PlanRollOptions& options, const ClusterChoice& choice, Terminal& terminal);
int run_dashboard(const DashboardOptions& options, const ClusterChoice& choice, Terminal& terminal);
int run_log_level(const LogLevelOptions& options, const ClusterChoice& choice, Terminal& terminal);
int run_names(const NamesOptions& options, const ClusterChoice& choice, Terminal& terminal);
int run_version(const VersionOptions& options, Terminal& terminal);

}  // namespace ballast::cli
