#include <algorithm>
#include <array>

#include "coordinator/cli/agent_log_source.hpp"
#include "coordinator/cli/chosen_nodes.hpp"
#include "coordinator/cli/cluster/program_folder.hpp"
#include "coordinator/cli/commands.hpp"
#include "coordinator/cli/display_width.hpp"
#include "coordinator/cli/errors.hpp"
#include "coordinator/cli/log_stream.hpp"
#include "coordinator/cli/offline_log_source.hpp"

namespace ballast::cli {
namespace {

constexpr std::array kNodeColours{Colour::cyan, Colour::green, Colour::magenta, Colour::blue,
                                  Colour::yellow};

std::vector<LogPrefix> prefixes_of(const std::vector<NodeIdentity>& nodes) {
    std::size_t width = 0;
    for (const NodeIdentity& node : nodes) {
        width = std::max(width, display_width(node.name));
    }
    std::vector<LogPrefix> out;
    for (const NodeIdentity& node : nodes) {
        out.push_back({.node = node.name,
                       .width = nodes.size() > 1 ? width : 0,
                       .colour = kNodeColours.at(out.size() % kNodeColours.size())});
    }
    return out;
}

}  // namespace

int run_logs(const LogsOptions& options, const ClusterChoice& choice, Terminal& terminal) {
    const auto chosen = find_nodes(choice, options.nodes);
    if (!chosen) {
        return report_error(terminal, chosen.error());
    }
    const auto& [folder, nodes] = *chosen;
    const auto agent = make_agent_log_source(folder, "/v1/logs");
    if (!agent) {
        return report_error(terminal, agent.error());
    }
    std::unique_ptr<LogSource> offline;
    if (const auto program = sibling_program("ballast-agent")) {
        offline = std::make_unique<OfflineLogSource>(folder, *program);
    }
    const LogQuery query{.since = options.since,
                         .grep = options.grep,
                         .level = options.level,
                         .tail = options.tail,
                         .follow = options.follow};
    const auto prefixes = prefixes_of(nodes);
    const auto results = stream_logs(nodes, query, {.agent = **agent, .offline = offline.get()},
                                     terminal, [&](std::size_t node, const LogLine& line) {
                                         const LogPrefix& prefix = prefixes[node];
                                         terminal.write(options.output == OutputFormat::json
                                                            ? log_json(line, prefix.node)
                                                            : log_text(line, prefix, terminal));
                                     });
    return report_streams(nodes, results, "logs", terminal);
}

}  // namespace ballast::cli
