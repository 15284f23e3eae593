#include "coordinator/cli/status_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/units.hpp"
#include "coordinator/cli/display_width.hpp"
#include "coordinator/cli/table.hpp"

namespace ballast::cli {
namespace {

std::string number_or_dash(std::int64_t number) {
    return number == 0 ? "-" : fmt::format("{}", number);
}

std::string text_or_dash(const std::string& text) {
    return text.empty() ? "-" : text;
}

// "512Mi"; a resident set is no round number and is given in whole mebibytes.
std::string mebibytes(std::int64_t bytes) {
    return bytes == 0 ? "-" : fmt::format("{}Mi", bytes >> 20);
}

std::string age(const std::string& since, WallTime now) {
    const auto start = parse_rfc3339(since);
    if (!start) {
        return "-";
    }
    const auto passed = std::chrono::floor<std::chrono::seconds>(now - *start);
    return format_duration(std::max(passed, std::chrono::seconds(0)));
}

std::string headline(const ClusterStatus& status, const Terminal& terminal) {
    const auto ready = std::ranges::count_if(status.nodes, &NodeStatus::ready);
    const auto all = std::ssize(status.nodes);
    const std::string count = fmt::format("{} of {} nodes ready", ready, all);
    const Colour colour = ready == all ? Colour::green : Colour::yellow;
    return fmt::format("{}: {}, bootstrap {}\n", terminal.paint(Colour::bold, status.cluster),
                       terminal.paint(colour, count), text_or_dash(status.bootstrap));
}

std::vector<Column> columns(bool wide) {
    std::vector<Column> out{{.title = "NAME"},
                            {.title = "ROLE"},
                            {.title = "ID", .right = true},
                            {.title = "STATE"},
                            {.title = "READY"},
                            {.title = "CODE"},
                            {.title = "PID", .right = true},
                            {.title = "ADDRESS"},
                            {.title = "UPTIME", .right = true},
                            {.title = "RESTARTS", .right = true}};
    if (wide) {
        out.insert(out.end(), {{.title = "SINCE"},
                               {.title = "AGENT", .right = true},
                               {.title = "HEAP", .right = true},
                               {.title = "RSS", .right = true},
                               {.title = "REVISION"}});
    }
    return out;
}

std::vector<Cell> row(const NodeStatus& node, bool wide, WallTime now) {
    const Colour colour = state_colour(node.state, node.ready);
    std::vector<Cell> out{{node.name},
                          {std::string(to_string(node.role))},
                          {fmt::format("{}", node.id)},
                          {node.state, colour},
                          {node.ready ? "yes" : "no", node.ready ? Colour::plain : colour},
                          {text_or_dash(node.code), node.code.empty() ? Colour::plain : colour},
                          {number_or_dash(node.pid)},
                          {node.address},
                          {age(node.since, now)},
                          {node.known() ? fmt::format("{}", node.restarts) : "-"}};
    if (wide) {
        out.insert(out.end(), {{text_or_dash(node.since)},
                               {number_or_dash(node.agent_pid)},
                               {mebibytes(node.heap_bytes)},
                               {mebibytes(node.rss_bytes)},
                               {text_or_dash(node.config_revision)}});
    }
    return out;
}

std::string reasons(const ClusterStatus& status, const Terminal& terminal) {
    std::string out;
    for (const NodeStatus& node : status.nodes) {
        if (!node.ready && !node.reason.empty()) {
            out +=
                fmt::format("{}: {}\n", terminal.paint(state_colour(node.state, false), node.name),
                            printable(node.reason));
        }
    }
    return out.empty() ? out : '\n' + out;
}

}  // namespace

Answer to_answer(const ClusterStatus& status) {
    Answer::List nodes;
    for (const NodeStatus& node : status.nodes) {
        nodes.emplace_back(Answer::Members{{"name", node.name},
                                           {"role", to_string(node.role)},
                                           {"id", node.id},
                                           {"state", node.state},
                                           {"ready", node.ready},
                                           {"code", node.code},
                                           {"reason", node.reason},
                                           {"since", node.since},
                                           {"pid", node.pid},
                                           {"agent_pid", node.agent_pid},
                                           {"address", node.address},
                                           {"restarts", node.restarts},
                                           {"heap_bytes", node.heap_bytes},
                                           {"rss_bytes", node.rss_bytes},
                                           {"config_revision", node.config_revision}});
    }
    return Answer::Members{
        {"cluster", status.cluster}, {"bootstrap", status.bootstrap}, {"nodes", std::move(nodes)}};
}

Colour state_colour(const std::string& state, bool ready) {
    if (ready) {
        return Colour::green;
    }
    const bool bad = state == "UNKNOWN" || state == "HELD" || state == "BACKOFF";
    return bad ? Colour::red : state == "STOPPED" ? Colour::dim : Colour::yellow;
}

std::string render_status(const ClusterStatus& status, OutputFormat format,
                          const Terminal& terminal, WallTime now) {
    if (format == OutputFormat::json) {
        return to_answer(status).json();
    }
    if (format == OutputFormat::yaml) {
        return to_answer(status).yaml();
    }
    const bool wide = format == OutputFormat::wide;
    Table table(columns(wide));
    for (const NodeStatus& node : status.nodes) {
        table.add(row(node, wide, now));
    }
    return headline(status, terminal) + table.render(terminal) + reasons(status, terminal);
}

}  // namespace ballast::cli
