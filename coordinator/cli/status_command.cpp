#include <algorithm>
#include <memory>

#include "coordinator/cli/agent_client.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"
#include "coordinator/cli/cluster/cluster_index.hpp"
#include "coordinator/cli/commands.hpp"
#include "coordinator/cli/errors.hpp"
#include "coordinator/cli/interrupt_wait.hpp"
#include "coordinator/cli/status_output.hpp"
#include "coordinator/cli/system_inits.hpp"

namespace ballast::cli {
namespace {

// Everything that is asked again at each look: nodes may come and go while it is watched.
Result<ClusterStatus> look(const ClusterFolder& folder) {
    TRY(const ClusterRecord record, read_record(folder));
    TRY(const auto nodes, read_nodes(folder));
    TRY(const auto agents, make_agent_client(folder));
    return cluster_status(record.name, nodes, *agents, SystemInits(folder));
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
        const auto status = look(folder);
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
    const auto status = look(*folder);
    if (!status) {
        return report_error(terminal, status.error());
    }
    terminal.write(render_status(*status, options.output, terminal, SystemClock().wall()));
    return exit_code(*status);
}

}  // namespace ballast::cli
