#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "coordinator/cli/agent_client.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"
#include "coordinator/cli/cluster/cluster_index.hpp"
#include "coordinator/cli/commands.hpp"
#include "coordinator/cli/errors.hpp"
#include "coordinator/cli/interrupt_wait.hpp"
#include "coordinator/cli/overview/coordinator_client.hpp"
#include "coordinator/cli/status_output.hpp"
#include "coordinator/cli/system_inits.hpp"

namespace ballast::cli {
namespace {

// Where the coordinator answers and its verdict; empty where the cluster has none.
std::string coordinator_line(const ClusterFolder& folder) {
    constexpr std::chrono::milliseconds kLimit{1000};
    const auto coordinator = find_coordinator(folder);
    if (!coordinator) {
        return {};
    }
    const auto at =
        fmt::format("http://{}:{}", coordinator->endpoint.address, coordinator->endpoint.port);
    const auto health = ask_coordinator(*coordinator, {.target = "/v1/health"}, kLimit);
    if (!health) {
        const bool silent = health.error().kind == ErrorKind::unreachable ||
                            health.error().kind == ErrorKind::timed_out;
        return at + ": " +
               (silent ? "does not answer; ballast up starts it" : health.error().message);
    }
    return fmt::format("{}: {}{}", at, (*health)["verdict"].asString(),
                       (*health)["verdict"] == "OK" ? "" : ", ballast health says why");
}

// Everything that is asked again at each look: nodes may come and go while it is watched.
Result<ClusterStatus> look(const ClusterFolder& folder, OutputFormat output) {
    TRY(const ClusterRecord record, read_record(folder));
    TRY(const auto nodes, read_nodes(folder));
    TRY(const auto agents, make_agent_client(folder));
    auto status = cluster_status(record.name, nodes, *agents, SystemInits(folder));
    if (output == OutputFormat::table || output == OutputFormat::wide) {
        status.coordinator = coordinator_line(folder);
    }
    return status;
}

// What a watcher wants to hear of: memory moves all the time.
ClusterStatus without_memory(ClusterStatus status) {
    for (NodeStatus& node : status.nodes) {
        node.rss_bytes = 0;
    }
    return status;
}

// One look of many, where it is not redrawn: a JSON line, a YAML document, or a table with its
// time.
std::string appended(const ClusterStatus& status, OutputFormat format, const Terminal& terminal,
                     WallTime now) {
    if (format == OutputFormat::json) {
        return to_answer(status).json_line();
    }
    const std::string text = render_status(status, format, terminal, now);
    return format == OutputFormat::yaml ? "---\n" + text : to_rfc3339(now) + '\n' + text + '\n';
}

int watch(const StatusOptions& options, const ClusterFolder& folder, Terminal& terminal) {
    constexpr std::chrono::seconds kPeriod{1};
    const SystemClock clock;
    InterruptWait interrupts;
    LiveArea area(terminal);
    ClusterStatus shown;
    const bool redraw = terminal.is_tty() && (options.output == OutputFormat::table ||
                                              options.output == OutputFormat::wide);
    do {
        const auto status = look(folder, options.output);
        if (!status) {
            return report_error(terminal, status.error());
        }
        ClusterStatus now = without_memory(*status);
        if (redraw) {
            area.show(
                to_live_lines(render_status(*status, options.output, terminal, clock.wall())));
        } else if (now != shown) {
            terminal.write(appended(*status, options.output, terminal, clock.wall()));
        }
        shown = std::move(now);
    } while (!terminal.reader_gone() && !interrupts.wait(kPeriod));
    return 0;
}

}  // namespace

int run_status(const StatusOptions& options, const ClusterChoice& choice, Terminal& terminal) {
    const auto folder = find_cluster(choice.name, choice.dir);
    if (!folder) {
        return report_error(terminal, folder.error());
    }
    if (options.watch) {
        return watch(options, *folder, terminal);
    }
    const auto status = look(*folder, options.output);
    if (!status) {
        return report_error(terminal, status.error());
    }
    terminal.write(render_status(*status, options.output, terminal, SystemClock().wall()));
    return exit_code(*status);
}

}  // namespace ballast::cli
