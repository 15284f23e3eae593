// Clusters to judge, written in a few words.
#pragma once

#include <fmt/format.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "coordinator/model/cluster_view.hpp"

namespace ballast::coordinator::test {

// One topic: its minimum and its partitions, each {replicas, ISR}; the first ISR member leads.
struct TopicOf {
    std::string name;
    std::optional<std::int16_t> min_isr;
    std::vector<std::pair<std::vector<std::int32_t>, std::vector<std::int32_t>>> partitions;
    std::vector<std::int32_t> adding = {};    // of every partition
    std::vector<std::int32_t> removing = {};  // likewise
};

// All nodes well and fresh: brokers 0.., servers 1.., the last server leads, broker 0 controls.
inline ClusterView cluster_of(int brokers, int servers, const std::vector<TopicOf>& topics,
                              const std::vector<std::string>& racks = {}) {
    ClusterView view;
    view.cluster = "demo";
    view.now = SteadyTime{} + std::chrono::hours{1};
    PartitionTableBuilder table;
    for (int id = 0; id < brokers; ++id) {
        const auto rack = racks.empty() ? "" : racks[static_cast<std::size_t>(id) % racks.size()];
        view.nodes.push_back({.name = fmt::format("kafka-{}", id),
                              .role = Role::kafka,
                              .id = id,
                              .heard = view.now,
                              .state = "SERVING",
                              .ready = true,
                              .rack = rack});
        view.kafka.brokers.push_back({.id = id, .host = "127.0.0.1", .port = 9092, .rack = rack});
        table.add_broker(id);
    }
    for (int id = 1; id <= servers; ++id) {
        const bool leads = id == servers;
        view.nodes.push_back({.name = fmt::format("zookeeper-{}", id),
                              .role = Role::zookeeper,
                              .id = id,
                              .heard = view.now,
                              .state = "SERVING",
                              .ready = true});
        ZooKeeperView server{.id = id, .heard = view.now, .serving = true};
        server.mode = servers == 1 ? "standalone" : leads ? "leader" : "follower";
        if (leads && servers > 1) {
            server.synced_followers = servers - 1;
        }
        view.zookeeper.push_back(server);
    }
    for (const auto& topic : topics) {
        table.begin_topic(topic.name, false, topic.min_isr);
        std::int32_t number = 0;
        for (const auto& [replicas, isr] : topic.partitions) {
            const auto added = table.add_partition({.partition = number++,
                                                    .replicas = replicas,
                                                    .isr = isr,
                                                    .adding = topic.adding,
                                                    .removing = topic.removing,
                                                    .leader = isr.empty() ? -1 : isr.front()});
            if (!added) {
                throw std::invalid_argument(added.error().message);
            }
        }
    }
    view.kafka.taken = view.now;
    view.kafka.controller = 0;
    view.kafka.reassignments_known = true;
    view.kafka.partitions = std::move(table).build();
    return view;
}

inline NodeView& node(ClusterView& view, const std::string& name) {
    return *std::ranges::find(view.nodes, name, &NodeView::name);
}

// By both sides' word.
inline void take_down(ClusterView& view, const std::string& name) {
    auto& down = node(view, name);
    down.state = "STOPPED";
    down.ready = false;
    if (down.role == Role::kafka) {
        std::erase_if(view.kafka.brokers, [&](const auto& one) { return one.id == down.id; });
    } else {
        auto& server = view.zookeeper[static_cast<std::size_t>(down.id - 1)];
        server.serving = false;
        server.mode.clear();
        for (auto& other : view.zookeeper) {
            if (other.synced_followers) {
                --*other.synced_followers;
            }
        }
    }
}

template <class List>
std::vector<std::string> codes(const List& list) {
    std::vector<std::string> found;
    for (const auto& entry : list) {
        found.push_back(entry.code);
    }
    return found;
}

}  // namespace ballast::coordinator::test
