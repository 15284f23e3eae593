#include <fmt/format.h>
#include <unistd.h>

#include "common/bytes.hpp"
#include "common/files.hpp"
#include "coordinator/cli/agent_client.hpp"
#include "coordinator/cli/chosen_nodes.hpp"
#include "coordinator/cli/commands.hpp"
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
    return upgrade_agents(ports, *request, chosen->nodes, terminal);
}

}  // namespace ballast::cli
