// What `up` hands to other programs: archives, the document's acceptance, the nodes themselves.
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <utility>

#include "coordinator/cli/cluster/certificates.hpp"
#include "coordinator/cli/cluster/cluster_start.hpp"
#include "coordinator/cli/cluster/coordinator_process.hpp"
#include "coordinator/cli/cluster/lost_jvms.hpp"

namespace ballast::cli {
namespace {

constexpr mode_t kPrivateFolder = 0700;
constexpr std::chrono::seconds kCoordinatorLimit{10};

}  // namespace

std::vector<std::string> ClusterStart::make_archives(const std::function<bool()>& broken_off) {
    constexpr auto kLimit = std::chrono::minutes(3);
    std::vector<std::string> warnings;
    const auto folder = folders_.cache / "archives";
    if (auto made = make_folders(folder, kPrivateFolder); !made) {
        return {made.error().message};
    }
    std::vector<Role> roles;
    std::vector<ToolCommand> commands;
    for (const auto& node : nodes_) {
        if (starts_node(node) && std::ranges::find(roles, node.role) == roles.end()) {
            roles.push_back(node.role);
            commands.push_back(
                {{agent_binary(), "archive", "--role", std::string(to_string(node.role)),
                  "--kafka-home", node.kafka_home, "--java-home", node.java_home, "--output",
                  folder, "--address", archive_address(record_.block, node.role)},
                 kLimit});
        }
    }
    const auto outcomes = processes_.run(commands, broken_off);
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        if (!outcomes[i]) {
            warnings.push_back(outcomes[i].error().message);
        } else if (outcomes[i]->status != 0) {
            warnings.push_back(
                fmt::format("no class-data archive for {} (starts take a second "
                            "longer): {}",
                            to_string(roles[i]), outcomes[i]->output));
        }
    }
    return warnings;
}

Result<void> ClusterStart::accept_document(const std::function<bool()>& broken_off) {
    std::vector<std::string> names;
    std::vector<ToolCommand> commands;
    for (const auto& node : nodes_) {
        if (starts_node(node)) {
            names.push_back(node.name);
            commands.push_back(
                {{agent_binary(), "accept", "--node-dir", place_.folder.node(node.name).root,
                  "--document", place_.folder.document()}});
        }
    }
    const auto outcomes = processes_.run(commands, broken_off);
    std::string refusals;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        if (!outcomes[i] || outcomes[i]->status != 0) {
            refusals += fmt::format(
                "{}{} does not accept the document: {}", refusals.empty() ? "" : "\n", names[i],
                outcomes[i] ? outcomes[i]->output : outcomes[i].error().message);
        }
    }
    return refusals.empty() ? Result<void>() : fail(ErrorKind::refused, refusals);
}

Result<void> ClusterStart::end_lost_jvms(SteadyTime deadline,
                                         const std::function<bool()>& broken_off) {
    std::vector<LostJvm> lost;
    for (const auto& node : nodes_) {
        const auto plan = std::ranges::find(plan_.nodes, node.name, &NodePlan::name);
        if (plan != plan_.nodes.end() && plan->lost_jvm) {
            lost.push_back({node.name, node.role, place_.folder.node(node.name)});
        }
    }
    return cli::end_lost_jvms(lost, processes_, clock_, deadline, broken_off);
}

Result<void> ClusterStart::start_nodes() {
    for (const auto& node : nodes_) {
        if (!starts_node(node)) {
            continue;
        }
        const auto folder = place_.folder.node(node.name);
        TRY(const auto process, processes_.start_detached({binaries_ / "ballast-init", "--node-dir",
                                                           folder.root, "--agent", agent_binary()},
                                                          folder.init_log()));
        started_.emplace_back(node.name, process);
    }
    return {};
}

Result<void> ClusterStart::start_coordinator() {
    TRY_VOID(ensure_certificates(place_.folder, place_.name, nodes_));
    TRY(const bool changed, write_coordinator(place_.folder, record_, nodes_));
    if (changed) {
        TRY_VOID(cli::stop_coordinator(place_.folder, processes_, clock_,
                                       clock_.steady() + kCoordinatorLimit));
    }
    TRY(started_coordinator_, cli::start_coordinator(place_.folder, binaries_, processes_));
    return {};
}

Result<void> ClusterStart::await_coordinator() {
    Result<void> answered;
    boost::asio::co_spawn(io_,
                          cli::await_coordinator(coordinator_address(record_.block), clock_,
                                                 clock_.steady() + kCoordinatorLimit),
                          [&](const std::exception_ptr& thrown, Result<void> result) {
                              if (thrown) {
                                  std::rethrow_exception(thrown);
                              }
                              answered = std::move(result);
                          });
    io_.run();
    io_.restart();
    return answered;
}

Result<void> ClusterStart::stop_coordinator() {
    return started_coordinator_ ? cli::stop_coordinator(place_.folder, processes_, clock_,
                                                        clock_.steady() + kCoordinatorLimit)
                                : Result<void>();
}

}  // namespace ballast::cli
