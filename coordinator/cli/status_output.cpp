#include "coordinator/cli/status_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
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

std::optional<std::chrono::seconds> passed_since(const std::string& since, WallTime now) {
    const auto start = parse_rfc3339(since);
    if (!start) {
        return std::nullopt;
    }
    return std::max(std::chrono::floor<std::chrono::seconds>(now - *start),
                    std::chrono::seconds(0));
}

std::string age(const std::string& since, WallTime now) {
    const auto passed = passed_since(since, now);
    return passed ? format_duration(*passed) : "-";
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
    const Colour code_colour = node.code.empty() ? Colour::plain
                               : node.ready      ? Colour::yellow
                                                 : colour;
    std::vector<Cell> out{{node.name},
                          {std::string(to_string(node.role))},
                          {fmt::format("{}", node.id)},
                          {node.state, colour},
                          {node.ready ? "yes" : "no", node.ready ? Colour::plain : colour},
                          {text_or_dash(node.code), code_colour},
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

// "kafka-1  HELD  CLUSTER_ID_MISMATCH  the volume belongs to ... (2 min)"
std::string attention_line(const NodeStatus& node, const Warning& what, Colour colour,
                           const Terminal& terminal, WallTime now) {
    std::string out = fmt::format("{}  {}", node.name, terminal.paint(colour, node.state));
    for (const std::string& part : {what.code, what.reason}) {
        out += part.empty() ? "" : "  " + printable(part);
    }
    const std::string age = age_in_words(what.since, now);
    return age.empty() ? out + '\n' : fmt::format("{} ({})\n", out, age);
}

// What an administrator has to read: why nodes are not ready, and the warnings of those that are.
std::string attention(const ClusterStatus& status, const Terminal& terminal, WallTime now) {
    std::string out;
    for (const NodeStatus& node : status.nodes) {
        const Warning state{
            .code = node.code, .reason = node.reason, .next_step = {}, .since = node.since};
        const bool explained = !node.code.empty() || !node.reason.empty();
        const bool by_warning =
            std::ranges::find(node.warnings, node.code, &Warning::code) != node.warnings.end();
        if (explained && !by_warning && (!node.ready || !node.code.empty())) {
            const Colour colour = state_colour(node.state, false);
            out += attention_line(node, state, colour, terminal, now);
        }
        for (const Warning& warning : node.warnings) {
            out += attention_line(node, warning, Colour::yellow, terminal, now);
        }
    }
    return out.empty() ? out : '\n' + out;
}

}  // namespace

Answer to_answer(const NodeStatus& node) {
    return Answer::Members{{"name", node.name},
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
                           {"config_revision", node.config_revision}};
}

Answer to_answer(const ClusterStatus& status) {
    Answer::List nodes;
    for (const NodeStatus& node : status.nodes) {
        nodes.push_back(to_answer(node));
    }
    return Answer::Members{
        {"cluster", status.cluster}, {"bootstrap", status.bootstrap}, {"nodes", std::move(nodes)}};
}

std::string age_in_words(const std::string& since, WallTime now) {
    const auto passed = passed_since(since, now);
    if (!passed) {
        return {};
    }
    const auto seconds = passed->count();
    if (seconds < 60) {
        return fmt::format("{} s", seconds);
    }
    if (seconds < 3600) {
        return fmt::format("{} min", seconds / 60);
    }
    return seconds < 2 * 86'400 ? fmt::format("{} h", seconds / 3600)
                                : fmt::format("{} days", seconds / 86'400);
}

Colour state_colour(const std::string& state, bool ready) {
    if (ready) {
        return Colour::green;
    }
    const bool bad =
        state == "UNKNOWN" || state == "HELD" || state == "BACKOFF" || state == "FROZEN";
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
    const std::string coordinator =
        status.coordinator.empty() ? "" : fmt::format("coordinator {}\n", status.coordinator);
    return headline(status, terminal) + table.render(terminal) + coordinator +
           attention(status, terminal, now);
}

}  // namespace ballast::cli
