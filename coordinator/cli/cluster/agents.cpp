#include "coordinator/cli/cluster/agents.hpp"

#include <fmt/format.h>
#include <json/json.h>

#include "common/json.hpp"

namespace ballast::cli {
namespace {

Result<std::string> parse_last_exit(const JsonView& view) {
    const auto exit = view.object("last_exit");
    if (!exit) {
        return std::string();  // null: no JVM has ended yet
    }
    TRY(const auto signal, exit->integer_or("signal", 0));
    TRY(const auto code, exit->integer_or("exit_code", 0));
    return signal != 0 ? fmt::format("signal {}", signal) : std::to_string(code);
}

}  // namespace

Result<AgentReport> parse_agent_report(std::string_view json) {
    TRY(const auto root, parse_json(json));
    const JsonView view(root);
    AgentReport report;
    TRY(report.state, view.string("state"));
    TRY(report.ready, view.boolean_or("ready", false));
    TRY(report.code, view.string_or("code", ""));
    TRY(report.reason, view.string_or("reason", ""));
    TRY(const auto pid, view.integer_or("pid", 0));
    report.pid = static_cast<pid_t>(pid);
    TRY(const auto intent, view.string_or("intent", "running"));
    report.run_wanted = !intent.starts_with("stop");
    TRY(report.config_revision, view.string_or("config_revision", ""));
    TRY(report.last_exit, parse_last_exit(view));
    return report;
}

}  // namespace ballast::cli
