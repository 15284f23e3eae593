#include <json/value.h>

#include "common/json.hpp"
#include "coordinator/cli/agent_client.hpp"
#include "coordinator/cli/answer.hpp"
#include "coordinator/cli/chosen_nodes.hpp"
#include "coordinator/cli/cluster/exit_codes.hpp"
#include "coordinator/cli/cluster/processes.hpp"
#include "coordinator/cli/commands.hpp"
#include "coordinator/cli/errors.hpp"
#include "coordinator/cli/node/node_page.hpp"
#include "coordinator/cli/status_output.hpp"
#include "coordinator/cli/system_inits.hpp"

namespace ballast::cli {
namespace {

// The node whose agent tells nothing: what is seen of its processes.
NodeView silent_node(const NodeIdentity& node, const ClusterFolder& folder, const Error& why) {
    const InitSighting init = SystemInits(folder).look(node);
    NodeView view;
    view.status = node_status(node, AgentAnswer(std::unexpected(why)), init);
    if (why.kind == ErrorKind::invalid) {
        view.status.code = "BAD_ANSWER";
        view.status.reason = "its agent's answer is wrong: " + why.message;
    }
    if (view.status.pid == 0) {
        const auto jvm = SystemProcesses().find_jvm(folder.node(node.name));
        view.status.pid = jvm ? jvm->process.pid : 0;
    }
    view.next_step = init.lives ? "ballast events and ballast logs read its files; ballast-init "
                                  "starts a dead agent again by itself"
                                : "ballast up starts what is down; ballast events reads its files";
    return view;
}

void print(const NodeStatus& status, OutputFormat format, Terminal& terminal) {
    const Answer answer = to_answer(status);
    terminal.write(format == OutputFormat::yaml ? answer.yaml() : answer.json());
}

}  // namespace

int run_node_show(const NodeShowOptions& options, const ClusterChoice& choice, Terminal& terminal) {
    const auto chosen = find_nodes(choice, {options.node});
    if (!chosen) {
        return report_error(terminal, chosen.error());
    }
    const NodeIdentity& node = chosen->nodes.front();
    const auto agents = make_agent_client(chosen->folder);
    if (!agents) {
        return report_error(terminal, agents.error());
    }
    const AgentAnswer answer = (*agents)->ask({node}).front();
    const auto view = answer ? parse_node_view(node, *answer) : std::unexpected(answer.error());
    if (!view) {
        const NodeView silent = silent_node(node, chosen->folder, view.error());
        if (options.output == OutputFormat::text) {
            terminal.write(node_page(node, silent, terminal, SystemClock().wall()));
        } else {
            print(silent.status, options.output, terminal);
        }
        return kExitUnreachable;
    }
    if (options.output == OutputFormat::text) {
        terminal.write(node_page(node, *view, terminal, SystemClock().wall()));
    } else {
        // As the agent said it: parse_node_view() has shown that it is JSON.
        const Answer whole = to_answer(parse_json(*answer).value());
        terminal.write(options.output == OutputFormat::yaml ? whole.yaml() : whole.json());
    }
    return view->status.ready ? kExitDone : kExitNo;
}

}  // namespace ballast::cli
