#include <fmt/format.h>

#include "common/text.hpp"
#include "coordinator/cli/agent_client.hpp"
#include "coordinator/cli/agent_log_source.hpp"
#include "coordinator/cli/chosen_nodes.hpp"
#include "coordinator/cli/cluster/exit_codes.hpp"
#include "coordinator/cli/commands.hpp"
#include "coordinator/cli/errors.hpp"
#include "coordinator/cli/interrupt_wait.hpp"
#include "coordinator/cli/support/collect.hpp"

namespace ballast::cli {
namespace {

// "demo-kafka-0-20260131T090000Z"
std::string stem_of(const NodeIdentity& node, WallTime now) {
    std::string time = to_rfc3339(now);
    std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
    return fmt::format("{}-{}-{}", node.cluster, node.name, time);
}

Result<std::filesystem::path> collect(const ChosenNodes& chosen, const SupportOptions& options) {
    const SystemClock clock;
    const NodeIdentity& node = chosen.nodes.front();
    const std::string stem = stem_of(node, clock.wall());
    auto file = options.output.empty() ? std::filesystem::path(stem + ".tar.gz") : options.output;
    TRY(const auto agents, make_agent_client(chosen.folder));
    TRY(const auto log, make_agent_log_source(chosen.folder, "/v1/logs"));
    TRY(auto writer, ArchiveWriter::create(file, stem));
    Bundle bundle(std::move(writer), SecretMask(read_secrets(node.secrets_dir)), clock);
    SystemProcesses processes;
    InterruptWait interrupts;
    bool broken_off = false;
    collect_support({.folder = chosen.folder.node(node.name),
                     .node = node,
                     .agents = *agents,
                     .log = *log,
                     .processes = processes,
                     .clock = clock,
                     .pause =
                         [&](auto time) {
                             broken_off = interrupts.wait(time);
                             return broken_off;
                         }},
                    bundle);
    if (broken_off || interrupts.wait(std::chrono::milliseconds(0))) {
        return fail(ErrorKind::io, "broken off: nothing was written");
    }
    TRY_VOID(bundle.finish(fmt::format("{} of the cluster {}, collected by ballast at {}",
                                       node.name, node.cluster, to_rfc3339(clock.wall()))));
    return file;
}

}  // namespace

int run_support(const SupportOptions& options, const ClusterChoice& choice, Terminal& terminal) {
    const auto chosen = find_nodes(choice, {options.node});
    const auto file = chosen ? collect(*chosen, options) : std::unexpected(chosen.error());
    if (!file) {
        return report_error(terminal, file.error());
    }
    terminal.write(file->string() + '\n');
    terminal.write_error(
        "note: secrets are masked, but logs name hosts, topics and users: look at "
        "MANIFEST.txt before you pass it on\n");
    return kExitDone;
}

}  // namespace ballast::cli
