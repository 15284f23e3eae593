#include <fmt/format.h>
#include <unistd.h>

#include "common/bytes.hpp"
#include "common/files.hpp"
#include "common/text.hpp"
#include "coordinator/cli/agent_client.hpp"
#include "coordinator/cli/chosen_nodes.hpp"
#include "coordinator/cli/cluster/exit_codes.hpp"
#include "coordinator/cli/cluster/progress.hpp"
#include "coordinator/cli/commands.hpp"
#include "coordinator/cli/display_width.hpp"
#include "coordinator/cli/errors.hpp"
#include "coordinator/cli/interrupt_wait.hpp"
#include "coordinator/cli/node/agent_upgrade.hpp"

namespace ballast::cli {
namespace {

constexpr std::size_t kLargestBinary = std::size_t{1} << 30U;

Result<UpgradeRequest> request_of(const AgentUpgradeOptions& options) {
    std::error_code error;
    const auto binary = std::filesystem::canonical(options.binary, error);
    if (error) {
        return fail(ErrorKind::not_found,
                    fmt::format("{}: {}", options.binary.string(), error.message()));
    }
    if (!std::filesystem::is_regular_file(binary, error) || ::access(binary.c_str(), X_OK) != 0) {
        return fail(ErrorKind::not_found, binary.string() + " is not a program that you may run");
    }
    TRY(const std::string content, read_file(binary, kLargestBinary));
    return UpgradeRequest{
        .binary = binary.string(), .sha256 = sha256_hex(content), .timeout = options.timeout};
}

// "kafka-0: refused: NOT_IDLE: words": the code is what a script looks for.
Error of_node(const NodeIdentity& node, Error error) {
    if (error.kind == ErrorKind::refused && !error.code.empty()) {
        error.message = fmt::format("refused: {}: {}", error.code, error.message);
    }
    return in_context(std::move(error), node.name);
}

void name_untouched(const std::vector<NodeIdentity>& nodes, std::size_t from, Terminal& terminal) {
    std::vector<std::string> rest;
    for (std::size_t i = from; i < nodes.size(); ++i) {
        rest.push_back(nodes[i].name);
    }
    if (!rest.empty()) {
        terminal.write_error(fmt::format("not touched: {}\n", join(rest, ", ")));
    }
}

}  // namespace

int run_agent_upgrade(const AgentUpgradeOptions& options, const ClusterChoice& choice,
                      Terminal& terminal) {
    const auto chosen = find_nodes(choice, options.nodes);
    if (!chosen) {
        return report_error(terminal, chosen.error());
    }
    const auto request = request_of(options);
    if (!request) {
        return report_error(terminal, request.error());
    }
    const auto agents = make_agent_client(chosen->folder);
    if (!agents) {
        return report_error(terminal, agents.error());
    }
    const SystemClock clock;
    InterruptWait interrupts;
    const UpgradePorts ports{.agents = **agents, .clock = clock, .pause = [&](auto time) {
                                 return interrupts.wait(time);
                             }};
    for (std::size_t i = 0; i < chosen->nodes.size(); ++i) {
        const NodeIdentity& node = chosen->nodes[i];
        const auto outcome = upgrade_agent(ports, *request, node);
        if (!outcome) {
            const int code = report_error(terminal, of_node(node, outcome.error()),
                                          "ballast events " + node.name + " --since 10m");
            name_untouched(chosen->nodes, i + 1, terminal);
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
