// The preflight of `up`: finds Java and Kafka and judges the machine, for the nodes to be started.
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>

#include "coordinator/cli/cluster/cluster_start.hpp"
#include "coordinator/cli/cluster/kafka_home.hpp"

namespace ballast::cli {
namespace {

Finding missing_binary(const std::filesystem::path& file) {
    return {true, fmt::format("{} is missing: it is built and installed with `ballast` and has to "
                              "lie beside it",
                              file.string())};
}

// A killed JVM keeps its ports while the kernel takes its memory down: waits for that.
MachineFacts measure_settled(const std::vector<PlannedNode>& nodes, const Clock& clock) {
    constexpr auto kLimit = std::chrono::seconds(3);
    constexpr int kPauseMilliseconds = 100;
    const auto deadline = clock.steady() + kLimit;
    for (;;) {
        auto facts = measure_machine(nodes);
        if (facts.busy_ports.empty() || clock.steady() >= deadline) {
            return facts;
        }
        ::poll(nullptr, 0, kPauseMilliseconds);
    }
}

}  // namespace

std::vector<PlannedNode> ClusterStart::planned_nodes() const {
    std::vector<PlannedNode> planned;
    for (const auto& node : nodes_) {
        // What a JVM without its init holds of the machine is the node's already.
        const auto decided = std::ranges::find(plan_.nodes, node.name, &NodePlan::name);
        if (!starts_node(node) || (decided != plan_.nodes.end() && decided->lost_jvm)) {
            continue;
        }
        PlannedNode plan{
            node.name, node.role, node.address, {place_.folder.node(node.name).volume()}};
        for (const std::filesystem::path dir : wanted_.kafka.storage_dirs) {
            if (node.role == Role::kafka && dir.is_absolute()) {
                plan.folders.push_back(dir);
            }
        }
        planned.push_back(std::move(plan));
    }
    return planned;
}

std::vector<Finding> ClusterStart::preflight() {
    if (starts() == 0) {
        return {};
    }
    std::vector<Finding> findings;
    const auto add = [&](std::vector<Finding> more) {
        std::ranges::move(more, std::back_inserter(findings));
    };
    Demand demand;
    for (const auto& node : planned_nodes()) {
        ++demand.nodes;
        demand.memory += memory_of_node(wanted_, node.role);
    }
    add(judge_machine(measure_settled(planned_nodes(), clock_), demand));
    add(judge_storage(wanted_));

    LayoutInput input{.block = record_.block, .birth = !record_.born};
    const auto find = [&](const std::string& wanted_home) {
        auto java = find_java({options_.java_home, wanted_home, record_.java_home});
        if (!java) {
            add({{true, "Java: " + java.error().message}});
            return std::filesystem::path();
        }
        add(judge_java(*java));
        return java->home;
    };
    input.kafka_java = find(wanted_.kafka.jvm.home);
    input.zookeeper_java = wanted_.zookeeper.jvm.home == wanted_.kafka.jvm.home
                               ? input.kafka_java
                               : find(wanted_.zookeeper.jvm.home);
    const auto kafka = find_kafka_home(wanted_.kafka.version,
                                       {options_.kafka_home, record_.kafka_home, folders_.cache});
    if (kafka) {
        input.kafka_home = *kafka;
    } else {
        add({{true, "Kafka: " + kafka.error().message}});
    }
    for (const auto* name : {"ballast-init", "ballast-agent", "ballast-coordinator"}) {
        if (::access((binaries_ / name).c_str(), X_OK) != 0) {
            add({missing_binary(binaries_ / name)});
        }
    }
    const auto secrets = secrets_folder(place_.name, record_.block);
    if (secrets) {
        input.secrets = *secrets;
    } else {
        add({{true, "secrets: " + secrets.error().message}});
    }
    if (options_.archive) {
        input.archives = folders_.cache / "archives";
    }
    record_.kafka_home = input.kafka_home;
    record_.java_home = input.kafka_java;
    nodes_ = layout(input);
    return findings;
}

}  // namespace ballast::cli
