#include "coordinator/cli/cluster_status.hpp"

#include <fmt/format.h>
#include <json/value.h>

#include <algorithm>

#include "common/json.hpp"

namespace ballast::cli {
namespace {

constexpr int kClientPort = 9092;

NodeStatus unknown(const NodeIdentity& node, std::string code, std::string reason) {
    NodeStatus row;
    row.name = node.name;
    row.role = node.role;
    row.id = node.id;
    row.state = "UNKNOWN";
    row.code = std::move(code);
    row.reason = std::move(reason);
    row.address = node.address;
    return row;
}

Result<std::vector<Warning>> read_warnings(const JsonView& view) {
    TRY(const auto conditions, view.objects("conditions"));
    std::vector<Warning> warnings;
    for (const JsonView& condition : conditions) {
        Warning warning;
        TRY(warning.code, condition.string_or("code", ""));
        TRY(warning.reason, condition.string_or("reason", ""));
        TRY(warning.next_step, condition.string_or("next_step", ""));
        TRY(warning.since, condition.string_or("since", ""));
        warnings.push_back(std::move(warning));
    }
    return warnings;
}

}  // namespace

Result<NodeStatus> parse_node_status(const NodeIdentity& node, std::string_view json) {
    TRY(const Json::Value value, parse_json(json));
    const JsonView view(value);
    NodeStatus row;
    TRY(row.name, view.string("name"));
    TRY(const std::string cluster, view.string_or("cluster", node.cluster));
    if (row.name != node.name || cluster != node.cluster) {
        return fail(ErrorKind::invalid,
                    fmt::format("{} of cluster {} answered at its address", row.name, cluster));
    }
    row.role = node.role;
    row.id = node.id;
    row.address = node.address;
    TRY(row.state, view.string("state"));
    TRY(row.ready, view.boolean_or("ready", false));
    TRY(row.code, view.string_or("code", ""));
    TRY(row.reason, view.string_or("reason", ""));
    TRY(row.since, view.string_or("since", ""));
    TRY(row.pid, view.integer_or("pid", 0));
    TRY(row.agent_pid, view.integer_or("agent_pid", 0));
    TRY(row.restarts, view.integer_or("restarts", 0));
    TRY(row.heap_bytes, view.integer_or("heap_bytes", 0));
    TRY(row.rss_bytes, view.integer_or("rss_bytes", 0));
    TRY(row.config_revision, view.string_or("config_revision", ""));
    TRY(row.warnings, read_warnings(view));
    if (row.code.empty() && !row.warnings.empty()) {
        row.code = row.warnings.front().code;
        row.reason = row.warnings.front().reason;
    }
    return row;
}

std::string bootstrap_of(const std::vector<NodeIdentity>& nodes) {
    std::string out;
    for (const NodeIdentity& node : nodes) {
        if (node.role == Role::kafka) {
            out += fmt::format("{}{}:{}", out.empty() ? "" : ",", node.address, kClientPort);
        }
    }
    return out;
}

NodeStatus node_status(const NodeIdentity& node, const AgentAnswer& answer,
                       const InitSighting& init) {
    if (!answer && !init.lives && init.lost_jvm != 0) {
        auto row = unknown(node, "INIT_LOST",
                           fmt::format("its ballast-init was killed and its JVM, process {}, goes "
                                       "on with nobody to look after it; `ballast up` puts that "
                                       "right",
                                       init.lost_jvm));
        row.pid = init.lost_jvm;
        return row;
    }
    if (!answer && !init.lives) {
        return unknown(node, "NODE_DOWN", "its ballast-init does not run");
    }
    if (!answer) {
        return unknown(node, "AGENT_UNREACHABLE",
                       "its agent does not answer: " + answer.error().message);
    }
    auto row = parse_node_status(node, *answer);
    if (!row) {
        return unknown(node, "BAD_ANSWER", "its agent's answer is wrong: " + row.error().message);
    }
    return *std::move(row);
}

ClusterStatus cluster_status(const std::string& cluster, const std::vector<NodeIdentity>& nodes,
                             AgentSource& agents, const InitProbe& inits) {
    ClusterStatus status{.cluster = cluster, .bootstrap = bootstrap_of(nodes), .nodes = {}};
    const std::vector<AgentAnswer> answers = agents.ask(nodes);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const auto init = answers[i] ? InitSighting{.lives = true} : inits.look(nodes[i]);
        status.nodes.push_back(node_status(nodes[i], answers[i], init));
    }
    return status;
}

int exit_code(const ClusterStatus& status) {
    if (std::ranges::none_of(status.nodes, &NodeStatus::known)) {
        return 3;
    }
    return std::ranges::all_of(status.nodes, &NodeStatus::ready) ? 0 : 1;
}

}  // namespace ballast::cli
