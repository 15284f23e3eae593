// ballast: the command line.
#include <csignal>
#include <string>
#include <variant>
#include <vector>

#include "coordinator/cli/args.hpp"
#include "coordinator/cli/cluster/down.hpp"
#include "coordinator/cli/cluster/up.hpp"
#include "coordinator/cli/commands.hpp"
#include "coordinator/cli/completion.hpp"
#include "coordinator/cli/errors.hpp"
#include "coordinator/cli/help.hpp"

namespace ballast::cli {
namespace {

// One overload for each kind of command.
class Runner {
  public:
    Runner(const Invocation& invocation, Terminal& terminal)
        : choice_{invocation.name, invocation.dir}, terminal_(terminal) {}

    int operator()(const UpOptions& options) { return run_up(options, terminal_); }
    int operator()(const DownOptions& options) { return run_down(options, terminal_); }
    int operator()(const StatusOptions& options) { return run_status(options, choice_, terminal_); }
    int operator()(const LogsOptions& options) { return run_logs(options, choice_, terminal_); }
    int operator()(const ConfigValidateOptions& options) {
        return run_config_validate(options, terminal_);
    }
    int operator()(const ConfigRenderOptions& options) {
        return run_config_render(options, terminal_);
    }
    int operator()(const TopicCreateOptions& options) {
        return run_topic_create(options, choice_, terminal_);
    }
    int operator()(const TopicListOptions& options) {
        return run_topic_list(options, choice_, terminal_);
    }
    int operator()(const TopicDescribeOptions& options) {
        return run_topic_describe(options, choice_, terminal_);
    }
    int operator()(const TopicDeleteOptions& options) {
        return run_topic_delete(options, choice_, terminal_);
    }
    int operator()(const EventsOptions& options) { return run_events(options, choice_, terminal_); }
    int operator()(const NodeShowOptions& options) {
        return run_node_show(options, choice_, terminal_);
    }
    int operator()(const NodeOrderOptions& options) {
        return run_node_order(options, choice_, terminal_);
    }
    int operator()(const AgentUpgradeOptions& options) {
        return run_agent_upgrade(options, choice_, terminal_);
    }
    int operator()(const SupportOptions& options) {
        return run_support(options, choice_, terminal_);
    }
    int operator()(const LogLevelOptions& options) {
        return run_log_level(options, choice_, terminal_);
    }
    int operator()(const HealthOptions& options) { return run_health(options, choice_, terminal_); }
    int operator()(const TopOptions& options) { return run_top(options, choice_, terminal_); }
    int operator()(const MayStopOptions& options) {
        return run_may_stop(options, choice_, terminal_);
    }
    int operator()(const PlanRollOptions& options) {
        return run_plan_roll(options, choice_, terminal_);
    }
    int operator()(const DashboardOptions& options) {
        return run_dashboard(options, choice_, terminal_);
    }
    int operator()(const NodeUnitOptions& options) {
        return run_node_unit(options, choice_, terminal_);
    }
    int operator()(const NamesOptions& options) { return run_names(options, choice_, terminal_); }
    int operator()(const VersionOptions& options) { return run_version(options, terminal_); }
    int operator()(const CompletionOptions& options) {
        terminal_.write(completion_script(options.shell));
        return 0;
    }

  private:
    ClusterChoice choice_;
    Terminal& terminal_;
};

int run(const std::vector<std::string>& words) {
    const auto parsed = parse_args(words);
    const auto* invocation = std::get_if<Invocation>(&parsed);
    Terminal terminal = Terminal::of_process(invocation != nullptr && invocation->no_colour);
    if (const auto* help = std::get_if<HelpWanted>(&parsed)) {
        terminal.write(help_text(help->path));
        return 0;
    }
    if (const auto* error = std::get_if<UsageError>(&parsed)) {
        return report_usage(terminal, *error);
    }
    return std::visit(Runner(*invocation, terminal), invocation->command);
}

}  // namespace
}  // namespace ballast::cli

int main(int argc, char** argv) {
    // A reader that goes away (`ballast logs | head`) is a failed write, not a death.
    std::signal(SIGPIPE, SIG_IGN);
    return ballast::cli::run(std::vector<std::string>(argv + 1, argv + argc));
}
