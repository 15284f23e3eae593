#include "coordinator/plan/node_rule.hpp"

#include <fmt/format.h>

#include <array>
#include <bit>

#include "coordinator/plan/evidence.hpp"

namespace ballast::coordinator {
namespace {

struct HarmRow {
    std::string_view code;
    bool excusable;
    std::string_view words;  // of: nodes, partitions
};

constexpr std::array<HarmRow, 6> kHarm{{
    {"UNDER_MIN_ISR", false,
     "without {} {} would be below min.insync.replicas, or stay there: writes with acks=all fail"},
    {"SPARE_NOT_KEPT", false,
     "without {} {} would not survive as many further failures as were asked for"},
    {"LAST_IN_SYNC_REPLICA", false, "{} has the last in-sync replica of {}"},
    {"RF_ONE", true, "{} has the only replica of {}"},
    {"RF_AT_MIN_ISR", true,
     "without {} {} cannot be written with acks=all: they have no more replicas than "
     "min.insync.replicas"},
    {"MIN_ISR_UNKNOWN", false,
     "whether {} can be spared is not known: min.insync.replicas of {} is not"},
}};

const HarmRow* find_row(std::string_view code) {
    for (const auto& row : kHarm) {
        if (row.code == code) {
            return &row;
        }
    }
    return nullptr;
}

}  // namespace

std::vector<Blocker> node_blockers(const ClusterView& view, const NodeView& node) {
    std::vector<Blocker> blockers;
    if (!is_fresh(view, node.heard)) {
        blockers.push_back({.code = "NODE_SILENT",
                            .message = fmt::format("the agent of {} is not heard{}{}", node.name,
                                                   node.silence.empty() ? "" : ": ", node.silence),
                            .node = node.name,
                            .unknown = true});
    } else if (node.on_hold) {
        blockers.push_back(
            {.code = "NODE_ON_HOLD",
             .message = fmt::format("{} is on hold: {}", node.name,
                                    node.reason.empty() ? "release it first" : node.reason),
             .node = node.name});
    }
    return blockers;
}

std::string_view harm_to(const PartitionView& partition, std::optional<std::int16_t> min_isr,
                         const BrokerSet& stopped, const BrokerSet& alive, int spare) {
    if (!min_isr) {
        return "MIN_ISR_UNKNOWN";
    }
    const auto counted = spare_of(partition, *min_isr, alive);
    ReplicaSet lost = 0;
    for (std::size_t i = 0; i < partition.replicas.size(); ++i) {
        lost |= stopped[partition.replicas[i]] ? ReplicaSet{1} << i : 0;
    }
    const int allowed = may_be_down(counted, spare);
    const int down = std::popcount(lost & counted.in_sync);
    if (allowed >= 0 ? down <= allowed : lost == 0) {
        return {};
    }
    if (partition.replicas.size() == 1) {
        return "RF_ONE";
    }
    if (never_spares(partition, *min_isr)) {
        return "RF_AT_MIN_ISR";
    }
    if (spare > 0 && harm_to(partition, min_isr, stopped, alive, 0).empty()) {
        return "SPARE_NOT_KEPT";
    }
    const bool last = down > 0 && std::popcount(counted.in_sync & ~lost) == 0;
    return last ? "LAST_IN_SYNC_REPLICA" : "UNDER_MIN_ISR";
}

bool is_excusable(std::string_view code) {
    const auto* row = find_row(code);
    return row != nullptr && row->excusable;
}

std::string describe_harm(std::string_view code, std::string_view nodes,
                          const NamedPartitions& partitions) {
    const auto* row = find_row(code);
    return row == nullptr ? std::string(code)
                          : fmt::format(fmt::runtime(row->words), nodes, words(partitions));
}

}  // namespace ballast::coordinator
