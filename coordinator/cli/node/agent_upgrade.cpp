#include "coordinator/cli/node/agent_upgrade.hpp"

#include <fmt/format.h>

#include <utility>

#include "common/units.hpp"
#include "coordinator/cli/cluster/exit_codes.hpp"
#include "coordinator/cli/cluster/progress.hpp"
#include "coordinator/cli/display_width.hpp"
#include "coordinator/cli/errors.hpp"
#include "coordinator/cli/node/untouched.hpp"

namespace ballast::cli {
namespace {

constexpr std::chrono::milliseconds kBetweenQuestions{200};

// Too late an answer is no answer; only the wait for the new agent times out.
template <class T>
Result<T> answered(Result<T> answer) {
    const bool silent = !answer && (answer.error().kind == ErrorKind::timed_out ||
                                    answer.error().kind == ErrorKind::unreachable);
    return silent ? fail(ErrorKind::unreachable,
                         "its agent does not answer: " + answer.error().message)
                  : std::move(answer);
}

Result<NodeView> look(AgentControl& agents, const NodeIdentity& node) {
    TRY(const std::string answer, answered(agents.ask({node}).front()));
    return parse_node_view(node, answer);
}

std::string version(const NodeView& view) {
    return view.versions.agent.empty() ? "of unknown version" : view.versions.agent;
}

// Done, not yet (empty), or why it never will be.
Result<bool> is_done(const CommandState& command, const NodeView& before, const NodeView& now) {
    if (command.state == "failed") {
        return fail(
            ErrorKind::io,
            fmt::format("it went back to the old agent ({}): {}", version(now),
                        command.message.empty() ? "the new one did not come up" : command.message));
    }
    if (command.state != "done" || now.status.agent_pid == before.status.agent_pid) {
        return false;
    }
    // A JVM that somebody stopped meanwhile is not ours to complain of; another one is.
    if (before.status.pid != 0 && now.status.pid != before.status.pid) {
        return fail(ErrorKind::io,
                    fmt::format("the agent is the new one ({}), but its JVM was {} and is {}",
                                version(now), before.status.pid,
                                now.status.pid == 0 ? "gone" : std::to_string(now.status.pid)));
    }
    return true;
}

// "kafka-0: refused: NOT_IDLE: words": the code is what a script looks for.
Error of_node(const NodeIdentity& node, Error error) {
    if (error.kind == ErrorKind::refused && !error.code.empty()) {
        error.message = fmt::format("refused: {}: {}", error.code, error.message);
    }
    return in_context(std::move(error), node.name);
}

}  // namespace

Result<UpgradeOutcome> upgrade_agent(const UpgradePorts& ports, const UpgradeRequest& request,
                                     const NodeIdentity& node) {
    const SteadyTime begin = ports.clock.steady();
    NodeOrder order{.node = node,
                    .command = make_command("upgrade_agent", "ballast agent upgrade")};
    order.command.binary = request.binary;
    order.command.sha256 = request.sha256;
    UpgradeOutcome outcome;
    TRY(outcome.before, look(ports.agents, node));
    TRY_VOID(answered(ports.agents.send({order}).front()));
    std::string last = "its agent has not been replaced yet";
    while (ports.clock.steady() - begin < request.timeout) {
        if (ports.pause(kBetweenQuestions)) {
            return fail(ErrorKind::io, "not waited for; the order stands");
        }
        const auto now = look(ports.agents, node);
        const auto command =
            now ? ports.agents.states({order}).front() : std::unexpected(now.error());
        if (!command) {
            last = command.error().message;
            continue;
        }
        TRY(const bool done, is_done(*command, outcome.before, *now));
        if (done) {
            outcome.after = *now;
            outcome.took = ports.clock.steady() - begin;
            return outcome;
        }
        last = fmt::format("agent {}, pid {}, command {}", version(*now), now->status.agent_pid,
                           command->state);
    }
    return fail(ErrorKind::timed_out,
                fmt::format("not done within {}: {}", format_duration(request.timeout), last));
}

std::string describe(const UpgradeOutcome& outcome) {
    const NodeStatus& before = outcome.before.status;
    const NodeStatus& after = outcome.after.status;
    return fmt::format("agent {} -> {}, pid {} -> {}, {}", version(outcome.before),
                       version(outcome.after), before.agent_pid, after.agent_pid,
                       after.pid == 0 ? "no JVM runs" : fmt::format("JVM {} goes on", after.pid));
}

int upgrade_agents(const UpgradePorts& ports, const UpgradeRequest& request,
                   const std::vector<NodeIdentity>& nodes, Terminal& terminal) {
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const NodeIdentity& node = nodes[i];
        const auto outcome = upgrade_agent(ports, request, node);
        if (!outcome) {
            const int code = report_error(terminal, of_node(node, outcome.error()),
                                          "ballast events " + node.name + " --since 10m");
            name_untouched(nodes, i + 1, terminal);
            return code;
        }
        terminal.write(
            progress_line(terminal, node.name, Colour::green, "upgraded",
                          printable(describe(*outcome)) + ", " + seconds_text(outcome->took)) +
            '\n');
    }
    return kExitDone;
}

}  // namespace ballast::cli
