#include <algorithm>

#include "coordinator/cli/agent_log_source.hpp"
#include "coordinator/cli/chosen_nodes.hpp"
#include "coordinator/cli/commands.hpp"
#include "coordinator/cli/display_width.hpp"
#include "coordinator/cli/errors.hpp"
#include "coordinator/cli/event_file_source.hpp"
#include "coordinator/cli/event_line.hpp"
#include "coordinator/cli/line_pattern.hpp"
#include "coordinator/cli/log_stream.hpp"

namespace ballast::cli {

int run_events(const EventsOptions& options, const ClusterChoice& choice, Terminal& terminal) {
    const auto pattern = LinePattern::make(options.grep);
    if (!pattern) {
        return report_error(terminal, pattern.error(), "ballast events --help");
    }
    const auto chosen = find_nodes(choice, options.nodes);
    if (!chosen) {
        return report_error(terminal, chosen.error());
    }
    const auto& [folder, nodes] = *chosen;
    const auto agent = make_agent_log_source(folder, "/v1/events");
    if (!agent) {
        return report_error(terminal, agent.error());
    }
    const SystemClock clock;
    EventFileSource files(folder, clock);
    std::size_t width = 0;
    for (const NodeIdentity& node : nodes) {
        width = std::max(width, display_width(node.name));
    }
    const LogQuery query{.since = options.since,
                         .grep = {},
                         .level = options.level,
                         .tail = {},
                         .follow = options.follow};
    const Terminal plain({}, {});
    const auto results =
        stream_logs(nodes, query, {.agent = **agent, .offline = &files}, terminal,
                    [&](std::size_t node, const LogLine& line) {
                        const std::string& name = nodes[node].name;
                        // Searched as a person sees it without colours: state, code and who asked
                        // are found.
                        if (pattern->found_in(event_text(line, name, 0, plain))) {
                            terminal.write(options.output == OutputFormat::json
                                               ? event_json(line, name)
                                               : event_text(line, name, width, terminal) + '\n');
                        }
                    });
    return report_streams(nodes, results, "events", terminal);
}

}  // namespace ballast::cli
