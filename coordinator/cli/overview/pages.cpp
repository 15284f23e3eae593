#include "coordinator/cli/overview/pages.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "common/units.hpp"
#include "coordinator/cli/display_width.hpp"
#include "coordinator/cli/table.hpp"

namespace ballast::cli {
namespace {

std::string text(const Json::Value& value, const char* name) {
    return value[name].isString() ? printable(value[name].asString()) : std::string();
}

std::string number(const Json::Value& value, const char* name) {
    return value[name].isIntegral() ? fmt::format("{}", value[name].asInt64()) : "-";
}

std::string tenths(const Json::Value& value, const char* name) {
    return value[name].isNumeric() ? fmt::format("{:.1f}", value[name].asDouble()) : "-";
}

std::string names(const Json::Value& list) {
    std::vector<std::string> found;
    for (const auto& name : list) {
        found.push_back(printable(name.asString()));
    }
    return fmt::format("{}", fmt::join(found, ", "));
}

std::string seconds(const Json::Value& value, const char* name) {
    return format_duration(
        std::chrono::seconds(value[name].isNumeric() ? value[name].asInt64() : 0));
}

std::string facts_age(const Json::Value& answer) {
    return answer["age_seconds"].isNumeric()
               ? fmt::format("facts at most {:.1f} s old", answer["age_seconds"].asDouble())
               : std::string("nothing is known yet");
}

Colour verdict_colour(const std::string& verdict) {
    return verdict == "OK" ? Colour::green : verdict == "UNSAFE" ? Colour::red : Colour::yellow;
}

Colour severity_colour(const std::string& severity) {
    return severity == "critical" ? Colour::red : severity == "info" ? Colour::dim : Colour::yellow;
}

// "  CODE  message", one for each.
std::string blocker_lines(const Json::Value& blockers, const Terminal& terminal, Colour colour) {
    std::string out;
    for (const auto& blocker : blockers) {
        out += fmt::format("  {}  {}\n", terminal.paint(colour, text(blocker, "code")),
                           text(blocker, "message"));
    }
    return out;
}

std::string disk(const Json::Value& node) {
    const auto total = node["disk"]["total_bytes"].asDouble();
    return total <= 0
               ? "-"
               : fmt::format("{:.0f}%", 100 - 100 * node["disk"]["free_bytes"].asDouble() / total);
}

std::vector<Cell> common_cells(const Json::Value& node) {
    const auto state = text(node, "state");
    const bool ready = node["ready"].asBool();
    return {{text(node, "name")},
            {state.empty() ? "UNKNOWN" : state, ready ? Colour::green : Colour::yellow},
            {text(node, "code").empty() ? "-" : text(node, "code"),
             ready ? Colour::plain : Colour::yellow}};
}

void add_broker(Table& table, const Json::Value& node) {
    const auto& kafka = node["kafka"];
    auto cells = common_cells(node);
    cells.insert(cells.end(), {{kafka["controller"].asBool() ? "controller" : ""},
                               {number(kafka, "leaders")},
                               {number(kafka, "partitions")},
                               {number(kafka, "under_replicated")},
                               {number(kafka, "at_min_isr")},
                               {number(kafka, "under_min_isr")},
                               {disk(node)},
                               {text(node, "rack")},
                               {tenths(node, "heard_seconds_ago")}});
    table.add(std::move(cells));
}

void add_server(Table& table, const Json::Value& node) {
    const auto& server = node["zookeeper"];
    auto cells = common_cells(node);
    cells.insert(cells.end(), {{text(server, "mode")},
                               {number(server, "synced_followers")},
                               {tenths(server, "latency_avg_ms")},
                               {tenths(server, "latency_max_ms")},
                               {number(server, "connections")},
                               {number(server, "outstanding")},
                               {disk(node)},
                               {tenths(node, "heard_seconds_ago")}});
    table.add(std::move(cells));
}

}  // namespace

std::string health_page(const Json::Value& health, const Terminal& terminal) {
    const auto verdict = text(health, "verdict");
    std::string out =
        fmt::format("{}: {} ({})\n", text(health, "cluster"),
                    terminal.paint(verdict_colour(verdict), verdict), facts_age(health));
    for (const auto& finding : health["findings"]) {
        const auto severity = text(finding, "severity");
        out += fmt::format("\n{}  {}  {}\n", terminal.paint(severity_colour(severity), severity),
                           text(finding, "code"), text(finding, "message"));
        if (const auto next = text(finding, "next_step"); !next.empty()) {
            out += fmt::format("    next: {}\n", next);
        }
    }
    out += health["restart_blocked"].asBool()
               ? "\nno node may be stopped now (ballast may-stop NODE tells why)\n"
               : "\nrestarts are not blocked (ballast may-stop NODE looks at each)\n";
    return out;
}

std::string top_page(const Json::Value& nodes, const Terminal& terminal) {
    Table brokers({{.title = "BROKER"},
                   {.title = "STATE"},
                   {.title = "CODE"},
                   {.title = ""},
                   {.title = "LEADERS", .right = true},
                   {.title = "PARTITIONS", .right = true},
                   {.title = "UNDER-REPLICATED", .right = true},
                   {.title = "AT-MIN-ISR", .right = true},
                   {.title = "UNDER-MIN-ISR", .right = true},
                   {.title = "DISK", .right = true},
                   {.title = "RACK"},
                   {.title = "HEARD", .right = true}});
    Table servers({{.title = "SERVER"},
                   {.title = "STATE"},
                   {.title = "CODE"},
                   {.title = "MODE"},
                   {.title = "SYNCED", .right = true},
                   {.title = "AVG-MS", .right = true},
                   {.title = "MAX-MS", .right = true},
                   {.title = "CONNECTIONS", .right = true},
                   {.title = "OUTSTANDING", .right = true},
                   {.title = "DISK", .right = true},
                   {.title = "HEARD", .right = true}});
    for (const auto& node : nodes["nodes"]) {
        if (node["role"] == "kafka") {
            add_broker(brokers, node);
        } else {
            add_server(servers, node);
        }
    }
    return fmt::format("{}\n{}\n{}\n", brokers.render(terminal), servers.render(terminal),
                       facts_age(nodes));
}

std::string may_stop_page(const Json::Value& answer, const Terminal& terminal) {
    const auto said = text(answer, "answer");
    const bool one = answer["nodes"].size() == 1;
    if (said == "yes") {
        return fmt::format("{}: {} may be stopped now ({})\n{}",
                           terminal.paint(Colour::green, "yes"), names(answer["nodes"]),
                           facts_age(answer),
                           blocker_lines(answer["costs"], terminal, Colour::yellow));
    }
    return fmt::format(
        "{}: {} {} ({})\n{}", terminal.paint(said == "no" ? Colour::red : Colour::yellow, said),
        names(answer["nodes"]),
        said == "no" ? (one ? "must not be stopped now" : "must not be stopped now together")
                     : "cannot be judged",
        facts_age(answer),
        blocker_lines(answer["blockers"], terminal, said == "no" ? Colour::red : Colour::yellow));
}

std::string plan_page(const Json::Value& plan, const Terminal& terminal) {
    std::string out;
    if (!plan["batches"].empty()) {
        Table table({{.title = "BATCH", .right = true},
                     {.title = "EXPECTED", .right = true},
                     {.title = "NODES"},
                     {.title = "WHY"}});
        for (const auto& batch : plan["batches"]) {
            table.add({{number(batch, "number")},
                       {seconds(batch, "expected_seconds")},
                       {names(batch["nodes"])},
                       {text(batch, "why"), Colour::dim}});
        }
        out += table.render(terminal);
    }
    if (plan["last"].isObject()) {
        out +=
            fmt::format("\nlast: {}: {}\n", text(plan["last"], "node"), text(plan["last"], "why"));
    }
    if (!plan["costs"].empty()) {
        out += "\nunavailable meanwhile, as allowed:\n" +
               blocker_lines(plan["costs"], terminal, Colour::yellow);
    }
    if (!plan["refused"].empty()) {
        out += plan["batches"].empty() ? "" : "\n";
        out += "refused:\n";
        for (const auto& blocker : plan["refused"]) {
            const auto node = text(blocker, "node");
            out += fmt::format("  {}{}  {}\n", node.empty() ? "" : node + "  ",
                               terminal.paint(Colour::red, text(blocker, "code")),
                               text(blocker, "message"));
        }
    }
    return out + (plan["batches"].empty()
                      ? fmt::format("\nno node is stopped by this plan ({})\n", facts_age(plan))
                      : fmt::format("\nexpected: {} in all ({})\n",
                                    seconds(plan, "expected_seconds"), facts_age(plan)));
}

}  // namespace ballast::cli
